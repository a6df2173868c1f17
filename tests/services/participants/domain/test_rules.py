"""Eligibility, strand, residence and NI numbers at registration (handbook 1)."""

from dataclasses import replace
from datetime import date

import pytest

from services.participants.domain import ni_number
from services.participants.domain.eligibility import Answers, decide
from services.participants.domain.evidence import missing_evidence
from services.participants.domain.refusals import OutsideAgeRange, StrandUnknown, UnknownLocalAuthority
from services.participants.programmes import programme
from shared.calendar import months_after, years_between

OOWS = programme("oows")
JOINED = date(2018, 3, 5)
DETAILS = ("evidence.document", "evidence.seen_on", "evidence.seen_by")
SEEN = {"document": "Council tax bill", "seen_on": "2018-03-05", "seen_by": "M-7"}

ELIGIBLE = Answers(
    lives_in_lot=True,
    work="out_of_work_for_a_year",
    stable_in_recovery="yes",
    labour_market="economically_inactive",
    months_unemployed=None,
    neet="not_known",
    safeguarding_concern="no",
    on_another_funded_programme="no",
)


def test_somebody_who_meets_every_criterion_is_eligible() -> None:
    assert decide(ELIGIBLE).eligible == "yes"
    assert decide(ELIGIBLE).reasons == ()


@pytest.mark.parametrize(
    ("difference", "reason"),
    [
        ({"lives_in_lot": False}, "not-resident-in-lot"),
        ({"stable_in_recovery": "no"}, "not-stable-in-recovery"),
        ({"labour_market": "employed"}, "not-out-of-work"),
        ({"labour_market": "unemployed", "months_unemployed": 12}, "not-out-of-work"),
        ({"work": "neet", "neet": "no"}, "not-out-of-work"),
        ({"work": "out_of_work", "labour_market": "employed"}, "not-out-of-work"),
        ({"work": "in_work", "labour_market": "unemployed"}, "not-in-work"),
        ({"on_another_funded_programme": "yes"}, "double-funding"),
    ],
)
def test_one_criterion_not_met_is_enough_for_a_no(difference: dict[str, object], reason: str) -> None:
    decision = decide(replace(ELIGIBLE, **difference))  # type: ignore[arg-type]
    assert (decision.eligible, decision.reasons) == ("no", (reason,))


@pytest.mark.parametrize(
    ("concern", "reasons"),
    [
        ("yes", ("safeguarding-concern",)),
        ("not_known", ("safeguarding-concern-not-known",)),
        (None, ("safeguarding-concern-not-asked",)),
    ],
)
def test_a_concern_about_safeguarding_is_named_and_decides_nothing(
    concern: str | None, reasons: tuple[str, ...]
) -> None:
    decision = decide(replace(ELIGIBLE, safeguarding_concern=concern))
    assert (decision.eligible, decision.reasons) == ("yes", reasons)


def test_another_funded_programme_stands_in_the_way_unless_an_exception_is_agreed() -> None:
    funded = replace(ELIGIBLE, on_another_funded_programme="yes")
    assert decide(funded).eligible == "no"
    assert decide(replace(funded, exception_is_agreed=True)).eligible == "yes"


def test_not_asked_is_not_not_known() -> None:
    decision = decide(replace(ELIGIBLE, stable_in_recovery=None, labour_market="not_known"))
    assert (decision.eligible, decision.reasons) == (
        "not_known", ("not-out-of-work-not-known", "not-stable-in-recovery-not-asked"),
    )  # fmt: skip


@pytest.mark.parametrize("months", [13, 120])
def test_unemployed_for_over_twelve_months_is_out_of_work(months: int) -> None:
    unemployed = replace(ELIGIBLE, labour_market="unemployed", months_unemployed=months)
    assert decide(unemployed).eligible == "yes"


def test_not_known_is_not_no() -> None:
    decision = decide(replace(ELIGIBLE, stable_in_recovery="not_known"))
    assert (decision.eligible, decision.reasons) == ("not_known", ("not-stable-in-recovery-not-known",))


@pytest.mark.parametrize(
    ("born_on", "strand"),
    [
        (date(2002, 3, 5), "16-24"),
        (date(1993, 3, 6), "16-24"),
        (date(1993, 3, 5), "25+"),
        (date(1950, 1, 1), "25+"),
    ],
)
def test_the_strand_follows_from_the_age_at_registration(born_on: date, strand: str) -> None:
    assert OOWS.strand(born_on, None, JOINED) == (strand, False)


def test_a_declared_strand_gives_way_to_the_date_of_birth_and_is_told_to_differ() -> None:
    assert OOWS.strand(date(1990, 1, 1), "16-24", JOINED) == ("25+", True)


@pytest.mark.parametrize(
    ("year", "declared", "strand"),
    [(2000, None, "16-24"), (1980, "16-24", "25+"), (1993, "25+", "25+"), (1993, "16-24", "16-24")],
)
def test_the_year_of_birth_decides_the_strand_and_the_provider_where_the_birthday_would(
    year: int, declared: str | None, strand: str
) -> None:
    assert OOWS.strand_by_year(year, declared, JOINED)[0] == strand


def test_a_declared_strand_of_another_programme_is_none_of_this_one() -> None:
    assert programme("pmw").strand(None, "14+", JOINED) == ("14+", False)
    with pytest.raises(StrandUnknown):
        OOWS.strand(None, "14+", JOINED)


def test_a_year_of_birth_between_two_strands_or_outside_all_of_them_is_refused() -> None:
    with pytest.raises(StrandUnknown):
        OOWS.strand_by_year(1993, None, JOINED)
    with pytest.raises(OutsideAgeRange):
        OOWS.strand_by_year(2010, None, JOINED)


@pytest.mark.parametrize(
    ("kinds", "seen", "lacks"),
    [
        ([], {}, ("evidence",)),
        (["proof_of_address"], {}, ("evidence",)),
        (["jobcentre_letter"], {}, DETAILS),
        (["ni_number"], {"proof_of_address": SEEN}, DETAILS),
        (["jobcentre_letter"], {"proof_of_address": SEEN, "ni_number": SEEN}, ()),
        ([], {"jobcentre_letter": {**SEEN, "seen_by": None}}, ("evidence.seen_by",)),
    ],
)  # fmt: skip
def test_evidence_is_proof_of_address_and_ni_number_or_a_jobcentre_letter_each_with_its_document(
    kinds: list[str], seen: dict[str, dict[str, str]], lacks: tuple[str, ...]
) -> None:
    assert missing_evidence(kinds, seen) == lacks


def test_without_a_date_of_birth_the_declared_strand_holds() -> None:
    assert OOWS.strand(None, "16-24", JOINED) == ("16-24", False)
    with pytest.raises(StrandUnknown):
        OOWS.strand(None, None, JOINED)


def test_nobody_under_sixteen_is_taken() -> None:
    with pytest.raises(OutsideAgeRange):
        OOWS.strand(date(2002, 3, 6), None, JOINED)


def test_somebody_born_on_29_february_is_a_year_older_on_1_march() -> None:
    assert years_between(date(1992, 2, 29), date(2017, 2, 28)) == 24
    assert years_between(date(1992, 2, 29), date(2017, 3, 1)) == 25


@pytest.mark.parametrize(
    ("left_on", "due"),
    [
        (date(2017, 7, 14), date(2018, 1, 14)),
        (date(2017, 8, 31), date(2018, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2018, 12, 31), date(2019, 6, 30)),
    ],
)
def test_six_months_on_is_the_same_day_or_the_last_of_a_shorter_month(left_on: date, due: date) -> None:
    assert months_after(left_on, 6) == due


def test_bridgend_moved_to_another_lot_on_1_april_2019() -> None:
    assert OOWS.geography.residence("W06000013", date(2019, 3, 31)).lot == "Western Bay"
    assert OOWS.geography.residence("W06000013", date(2019, 4, 1)).lot == "Cwm Taf"


def test_one_lot_can_lie_in_both_esf_areas() -> None:
    areas = {OOWS.geography.residence(code, JOINED).esf_area for code in ("W06000021", "W06000018")}
    assert areas == {"East Wales", "West Wales and the Valleys"}


def test_an_authority_outside_wales_is_refused() -> None:
    with pytest.raises(UnknownLocalAuthority):
        OOWS.geography.residence("W06000099", JOINED)


@pytest.mark.parametrize(
    ("lot", "postcode", "outside"),
    [("North Wales", "LL18 1AA", False), ("North Wales", "CF10 1AA", True), ("Cwm Taf", "cf44 7rq", False)],
)
def test_a_post_code_tells_whether_it_can_lie_in_the_lot(lot: str, postcode: str, outside: bool) -> None:
    assert OOWS.geography.is_postcode_outside(lot, postcode) is outside


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("qq 12 34 56 c", None),
        ("QQ123456", "ni-number-without-suffix"),
        ("BG123456C", "ni-number-malformed"),
        ("QQ12345C", "ni-number-malformed"),
        ("QQ123456E", "ni-number-malformed"),
    ],
)
def test_a_national_insurance_number_is_read_and_flagged(text: str, flag: str | None) -> None:
    assert ni_number.read(text).flag == flag
