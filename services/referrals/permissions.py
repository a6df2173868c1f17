"""Who may ask what of referrals."""

from typing import Annotated

from shared.auth import Caller, Permitted
from shared.contracts.vocabulary import Role

MayReadReferrals = Annotated[Caller, Permitted(Role.REFERRER, Role.LEAD, Role.PROVIDER).depends]
MaySendReferrals = Annotated[Caller, Permitted(Role.REFERRER, purpose="referral").depends]
MayDecideReferrals = Annotated[Caller, Permitted(Role.LEAD, purpose="support").depends]
MayRegisterPartners = Annotated[Caller, Permitted(Role.WELSH_GOVERNMENT).depends]
MayReadPartners = Annotated[
    Caller, Permitted(Role.WELSH_GOVERNMENT, Role.REFERRER, Role.LEAD, Role.PROVIDER, Role.APB).depends
]
MayFetchPersons = Annotated[Caller, Permitted(Role.SERVICE, purpose="registration").depends]

MayReadReferralFigures = Annotated[
    Caller, Permitted(Role.WELSH_GOVERNMENT, Role.APB, Role.LEAD, Role.PROVIDER).depends
]
"""Counts: Welsh Government's and a provider's own exact, a board's protected."""
MayReadProviderReferrals = Annotated[
    Caller, Permitted(Role.WELSH_GOVERNMENT, Role.LEAD, Role.PROVIDER).depends
]
"""Counts across lots: not for boards, who could take one of their lots from the other."""
MayReadConversion = Annotated[Caller, Permitted(Role.WELSH_GOVERNMENT, Role.REFERRER).depends]
"""What became of the people a referrer sent: each its own."""
MayReadReferredPersons = Annotated[Caller, Permitted(Role.LEAD, Role.PROVIDER, purpose="support").depends]
