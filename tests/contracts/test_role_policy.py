"""The table of roles says what each role could do before there was a table, and nothing more."""

import pytest

from shared.auth.role_policy import Precision, Scope
from shared.contracts.role_policy import ROLES, Permission
from shared.contracts.vocabulary import Role

HELD_BY = {
    "referrals.read-sent": {"referrer"},
    "referrals.read-received": {"provider", "lead"},
    "referrals.send": {"referrer"},
    "referrals.decide": {"lead"},
    "referrals.read-persons": {"provider", "lead"},
    "referrals.fetch-persons": {"service"},
    "referrals.read-figures": {"provider", "lead", "wg", "apb"},
    "referrals.read-provider-figures": {"provider", "lead", "wg"},
    "referrals.read-conversion": {"referrer", "wg"},
    "partners.read": {"referrer", "provider", "lead", "wg", "apb"},
    "referrals.refer-on-behalf": {"provider", "lead"},
    "partners.register": {"wg"},
    "webhooks.subscribe": {"referrer", "provider", "lead"},
    "participants.post-events": {"provider", "lead"},
    "participants.read": {"provider", "lead"},
    "participants.break-glass": {"lead", "wg"},
    "participants.erase": {"lead"},
    "participants.limit": {"lead"},
    "audit.read": {"lead", "wg"},
    "subjects.answer": {"lead", "wg"},
    "participants.read-caseloads": {"provider", "lead", "wg", "apb"},
    "participants.read-mentors": {"provider", "lead", "wg"},
    "participants.name-mentors": {"provider", "lead"},
    "programmes.read": {"referrer", "provider", "lead", "wg", "apb"},
    "outcomes.read-figures": {"provider", "lead", "wg"},
    "outcomes.read-lot-figures": {"provider", "lead", "wg", "apb"},
    "outcomes.read-claims": {"provider", "lead", "wg"},
    "outcomes.read-findings": {"provider", "lead", "wg"},
    "employers.read": {"provider", "lead", "wg"},
    "employers.bank": {"provider", "lead"},
    "employers.read-engagements": {"provider", "lead"},
    "employers.read-lot-opportunities": {"provider", "lead", "wg", "apb"},
    "placements.place": {"provider", "lead"},
    "placements.read-ready": {"provider", "lead"},
    "placements.read": {"provider", "lead"},
    "placements.read-reasons": {"provider", "lead"},
    "placements.read-figures": {"provider", "lead", "wg", "apb"},
}


FIRST_ROLES = set().union(*HELD_BY.values())


def test_every_role_of_the_vocabulary_has_a_row() -> None:
    assert ROLES.keys() == set(Role)


@pytest.mark.parametrize("permission", list(Permission))
def test_of_the_first_roles_a_permission_is_held_by_these_and_no_others(permission: Permission) -> None:
    holders = {role for role, policy in ROLES.items() if permission in policy.permissions}
    assert holders & FIRST_ROLES == HELD_BY[permission]


def test_boards_alone_are_shown_protected_figures_and_reach_lots() -> None:
    assert {role for role, policy in ROLES.items() if policy.precision is Precision.PROTECTED} == {"apb"}
    assert {role for role, policy in ROLES.items() if policy.scope is Scope.OWN_LOTS} == {"apb"}
