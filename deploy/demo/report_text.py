"""Figures that the report gives in its text rather than in its tables; numbers in brackets are paragraphs."""

from datetime import date

from deploy.demo.oows import EsfArea, Lot
from shared.contracts.vocabulary import Indicator

STARTS = date(2016, 9, 1)
"""Quarter 1 begins."""

ENDS = date(2019, 1, 31)
"""Quarter 10 ends: the published figures run to this day [4.1]."""

TOLD_BY = date(2019, 2, 7)
"""The records were handed over in the first week of February 2019 (notes 7 and 11)."""

REGISTERED_AFTER = 15
"""Registrations dated after the period (note 7)."""

LEFT_AFTER = {"all lots": 23, "with outcomes": 4}
"""People whose completion is dated after Quarter 10 (note 11)."""

LEFT_AFTER_IN_CWM_TAF = 1
"""[4.27] counts 342 leavers in Cwm Taf, but only 341 print as 57 per cent live in Table 4.3."""

LEFT_BEFORE_START = 22
"""Completions dated before their start (note 10)."""

LEFT_UNDATED = 9
"""Early leavers without a completion date [4.17]."""

LEAVERS = {Lot.GWENT: 710, Lot.CARDIFF_AND_VALE: 312, Lot.CWM_TAF: 342 - LEFT_AFTER_IN_CWM_TAF}
"""[4.27], [4.28]."""

GWENT_EMPLOYED = {EsfArea.EAST_WALES: 80, EsfArea.WEST_WALES_AND_THE_VALLEYS: 33}
"""East and West Gwent [4.28]."""

SUBSTANCE_ONLY_PCT = {Lot.DYFED: 21, Lot.CARDIFF_AND_VALE: 21}
DUAL_PCT = {Lot.CARDIFF_AND_VALE: 26}
"""[4.13]."""

BME_IN_CARDIFF_AND_VALE = 117
"""[4.16]."""

QUALIFIED = 708
CERTIFICATE_ONLY = 388
QUALIFIED_AT_LEVEL_3 = 25
"""[4.47]-[4.49]."""

WORK_EXPERIENCE = 30
VOLUNTEERED = 288
"""[4.41], [4.43]."""

BETTER = {Indicator.MENTAL_WELLBEING: 200, Indicator.MANAGING_CONDITION: 194}
"""Better or much better [4.57]."""

WORSE = {Indicator.MAINTAINING_RECOVERY: 4}
"""[4.58]."""

COPIED_FORMS = 100
"""At most so many exit forms per Platfform lot were ever copied from paper [4.4]."""

PLATFFORM = (Lot.CWM_TAF, Lot.CARDIFF_AND_VALE)
CYFLE_CYMRU = tuple(lot for lot in Lot if lot not in PLATFFORM)

WHEELS = 177
WHEELS_PROGRESSED = 170
WHEELS_BY = date(2018, 5, 31)
"""The Employment Wheel in the five Cyfle Cymru lots [4.39]."""

SUPERMARKET_JOBS = 12
"""[4.35]."""
