"""The policy of roles: one table from which REST permissions, graph permissions, row-level security and the
protection of figures follow. A new role is a row here.

The permissions are checked in the signatures of routes and fields (`services/*/permissions.py`) and named in
the policies of the databases' tables (`services/*/migrations`), never a role itself."""

from enum import StrEnum
from typing import Final

from shared.auth.role_policy import Precision, RolePolicy, Scope
from shared.contracts.vocabulary import Role


class Purpose(StrEnum):
    """What a token may be used for."""

    SUPPORT = "support"
    REFERRAL = "referral"
    FIGURES = "figures"
    REGISTRATION = "registration"
    BREAK_GLASS = "break-glass"
    """Reading somebody whom one normally may not, for a reason that is reviewed."""
    AUDIT = "audit"
    SUBJECT_ACCESS = "subject-access"


class Permission(StrEnum):
    """What can be held. The values stand in the databases' policies: they are never changed."""

    READ_SENT_REFERRALS = "referrals.read-sent"
    READ_RECEIVED_REFERRALS = "referrals.read-received"
    SEND_REFERRALS = "referrals.send"
    REFER_ON_BEHALF = "referrals.refer-on-behalf"
    DECIDE_REFERRALS = "referrals.decide"
    READ_REFERRED_PERSONS = "referrals.read-persons"
    FETCH_PERSONS = "referrals.fetch-persons"
    READ_REFERRAL_FIGURES = "referrals.read-figures"
    READ_PROVIDER_REFERRALS = "referrals.read-provider-figures"
    READ_CONVERSION = "referrals.read-conversion"
    READ_PARTNERS = "partners.read"
    REGISTER_PARTNERS = "partners.register"
    SUBSCRIBE = "webhooks.subscribe"

    POST_EVENTS = "participants.post-events"
    READ_PARTICIPANTS = "participants.read"
    BREAK_GLASS = "participants.break-glass"
    ERASE_PARTICIPANTS = "participants.erase"
    LIMIT_PROCESSING = "participants.limit"
    READ_CASELOADS = "participants.read-caseloads"
    READ_MENTORS = "participants.read-mentors"
    NAME_MENTORS = "participants.name-mentors"

    READ_PROGRAMMES = "programmes.read"
    READ_FIGURES = "outcomes.read-figures"
    READ_LOT_FIGURES = "outcomes.read-lot-figures"
    READ_CLAIMS = "outcomes.read-claims"
    READ_FINDINGS = "outcomes.read-findings"

    READ_EMPLOYERS = "employers.read"
    BANK_EMPLOYERS = "employers.bank"
    READ_ENGAGEMENTS = "employers.read-engagements"
    READ_LOT_OPPORTUNITIES = "employers.read-lot-opportunities"
    PLACE_PARTICIPANTS = "placements.place"
    READ_READY_PEOPLE = "placements.read-ready"
    READ_PLACEMENTS = "placements.read"
    READ_PLACEMENT_REASONS = "placements.read-reasons"
    READ_PLACEMENT_FIGURES = "placements.read-figures"

    READ_AUDIT = "audit.read"
    ANSWER_SUBJECTS = "subjects.answer"


_LOT_FIGURES: Final = frozenset(
    {
        Permission.READ_PARTNERS,
        Permission.READ_PROGRAMMES,
        Permission.READ_REFERRAL_FIGURES,
        Permission.READ_CASELOADS,
        Permission.READ_LOT_FIGURES,
        Permission.READ_LOT_OPPORTUNITIES,
        Permission.READ_PLACEMENT_FIGURES,
    }
)
"""Figures lot by lot, what the programmes are, and the names of partners."""
_PROGRAMME_FIGURES: Final = _LOT_FIGURES | {
    Permission.READ_PROVIDER_REFERRALS,
    Permission.READ_MENTORS,
    Permission.READ_FIGURES,
    Permission.READ_CLAIMS,
    Permission.READ_FINDINGS,
    Permission.READ_EMPLOYERS,
}
"""Figures across lots, provider by provider and record by record: not for boards, who could take one of their
lots from the other, and whose counts of few people would all be hidden."""
_SUPPORT: Final = _PROGRAMME_FIGURES | {
    Permission.READ_RECEIVED_REFERRALS,
    Permission.READ_REFERRED_PERSONS,
    Permission.REFER_ON_BEHALF,
    Permission.SUBSCRIBE,
    Permission.POST_EVENTS,
    Permission.READ_PARTICIPANTS,
    Permission.NAME_MENTORS,
    Permission.BANK_EMPLOYERS,
    Permission.READ_ENGAGEMENTS,
    Permission.PLACE_PARTICIPANTS,
    Permission.READ_READY_PEOPLE,
    Permission.READ_PLACEMENTS,
    Permission.READ_PLACEMENT_REASONS,
}
"""What supporting people takes."""

ROLES: Final[dict[str, RolePolicy]] = {
    Role.REFERRER: RolePolicy(
        scope=Scope.OWN_ORGANISATION,
        precision=Precision.EXACT,
        purposes=frozenset({Purpose.REFERRAL}),
        permissions=frozenset(
            {
                Permission.READ_SENT_REFERRALS,
                Permission.SEND_REFERRALS,
                Permission.SUBSCRIBE,
                Permission.READ_PARTNERS,
                Permission.READ_PROGRAMMES,
                Permission.READ_CONVERSION,
            }
        ),
    ),
    Role.PROVIDER: RolePolicy(
        scope=Scope.OWN_ORGANISATION,
        precision=Precision.EXACT,
        purposes=frozenset({Purpose.SUPPORT}),
        permissions=_SUPPORT,
    ),
    Role.LEAD: RolePolicy(
        scope=Scope.OWN_ORGANISATION,
        precision=Precision.EXACT,
        purposes=frozenset({Purpose.SUPPORT, Purpose.AUDIT, Purpose.SUBJECT_ACCESS, Purpose.BREAK_GLASS}),
        permissions=_SUPPORT
        | {
            Permission.DECIDE_REFERRALS,
            Permission.READ_AUDIT,
            Permission.ANSWER_SUBJECTS,
            Permission.BREAK_GLASS,
            Permission.ERASE_PARTICIPANTS,
            Permission.LIMIT_PROCESSING,
        },
        of_people=True,
    ),
    Role.EMPLOYMENT_SPECIALIST: RolePolicy(
        scope=Scope.OWN_ORGANISATION,
        precision=Precision.EXACT,
        purposes=frozenset({Purpose.SUPPORT}),
        permissions=frozenset(
            {
                Permission.READ_PARTNERS,
                Permission.READ_PROGRAMMES,
                Permission.READ_EMPLOYERS,
                Permission.BANK_EMPLOYERS,
                Permission.READ_ENGAGEMENTS,
                Permission.READ_LOT_OPPORTUNITIES,
                Permission.PLACE_PARTICIPANTS,
                Permission.READ_READY_PEOPLE,
                Permission.READ_PLACEMENTS,
                Permission.READ_PLACEMENT_FIGURES,
            }
        ),
        of_people=True,
    ),
    Role.APB: RolePolicy(
        scope=Scope.OWN_LOTS,
        precision=Precision.PROTECTED,
        purposes=frozenset({Purpose.FIGURES}),
        permissions=_LOT_FIGURES,
    ),
    Role.WELSH_GOVERNMENT: RolePolicy(
        scope=Scope.EVERYTHING,
        precision=Precision.EXACT,
        purposes=frozenset({Purpose.FIGURES, Purpose.AUDIT, Purpose.SUBJECT_ACCESS, Purpose.BREAK_GLASS}),
        permissions=_PROGRAMME_FIGURES
        | {
            Permission.REGISTER_PARTNERS,
            Permission.READ_CONVERSION,
            Permission.READ_AUDIT,
            Permission.ANSWER_SUBJECTS,
            Permission.BREAK_GLASS,
        },
    ),
    Role.SERVICE: RolePolicy(
        scope=Scope.OWN_ORGANISATION,
        precision=Precision.EXACT,
        purposes=frozenset({Purpose.REGISTRATION}),
        permissions=frozenset({Permission.FETCH_PERSONS}),
    ),
}
"""Each role with what it may reach, how exactly it is shown figures, for what it may act, and what it may
ask. A service that asks another one reaches the organisation on whose behalf it asks."""

ASKED_BY: Final[dict[str, dict[str, frozenset[str]]]] = {
    "referrals": {"participants": frozenset({Purpose.REGISTRATION})},
}
"""Each service that others may ask, with those that may and the purposes they may ask for. A service that
stands nowhere here takes no other's token."""
