"""Permissions of referrals, as parameter types; `shared/contracts/role_policy.py` says who holds them."""

from typing import Annotated, Final

from shared.auth import Caller, Permitted
from shared.contracts.role_policy import Permission, Purpose

MayReadReferrals = Annotated[
    Caller, Permitted(Permission.READ_SENT_REFERRALS, Permission.READ_RECEIVED_REFERRALS).depends
]
REFER_ON_BEHALF: Final = Permitted(Permission.REFER_ON_BEHALF, purpose=Purpose.SUPPORT)
"""A provider writes down who comes by themselves, or by a partner without a system (handbook 4)."""
MaySendReferrals = Annotated[
    Caller,
    Permitted(Permission.SEND_REFERRALS, purpose=Purpose.REFERRAL, otherwise=REFER_ON_BEHALF).depends,
]
FOLLOW_LINK: Final = Permitted(Permission.READ_SENT_REFERRALS, purpose=Purpose.REFERRAL)
"""What whoever has a link reads by."""
MayDecideReferrals = Annotated[
    Caller, Permitted(Permission.DECIDE_REFERRALS, purpose=Purpose.SUPPORT).depends
]
READ_REFERRED_PERSONS: Final = Permitted(Permission.READ_REFERRED_PERSONS, purpose=Purpose.SUPPORT)
MayReadReferredPersons = Annotated[Caller, READ_REFERRED_PERSONS.depends]
MayFetchPersons = Annotated[Caller, Permitted(Permission.FETCH_PERSONS, purpose=Purpose.REGISTRATION).depends]
MayRegisterPartners = Annotated[Caller, Permitted(Permission.REGISTER_PARTNERS).depends]
MayReadPartners = Annotated[Caller, Permitted(Permission.READ_PARTNERS).depends]
MaySubscribe = Annotated[Caller, Permitted(Permission.SUBSCRIBE).depends]
"""Each organisation's own subscriptions to webhooks."""
MayReadReferralFigures = Annotated[Caller, Permitted(Permission.READ_REFERRAL_FIGURES).depends]
"""Counts: Welsh Government's and a provider's own exact, a board's protected."""
MayReadProviderReferrals = Annotated[Caller, Permitted(Permission.READ_PROVIDER_REFERRALS).depends]
"""Counts across lots: not for boards, who could take one of their lots from the other."""
MayReadConversion = Annotated[Caller, Permitted(Permission.READ_CONVERSION).depends]
"""What became of the people a referrer sent: each referrer's own."""
