"""The supergraph that is committed is the one that today's schemas compose to, and it is noticed when not."""

from dataclasses import replace

import pytest

from deploy.graph.sdl import Contribution, contributions
from deploy.graph.supergraph import FILE, out_of_date


@pytest.fixture(scope="module")
def known() -> list[Contribution]:
    return contributions()


def test_the_supergraph_is_up_to_date(known: list[Contribution]) -> None:
    assert list(out_of_date(FILE.read_text(), known)) == []


def test_every_service_contributes(known: list[Contribution]) -> None:
    assert [each.name for each in known] == ["referrals", "participants", "outcomes", "employers"]


def test_a_schema_that_has_changed_is_noticed(known: list[Contribution]) -> None:
    changed = [replace(known[0], sdl=known[0].sdl + "\n# changed"), *known[1:]]
    assert list(out_of_date(FILE.read_text(), changed)) == [
        "The schema of referrals has changed since the supergraph was composed."
    ]


def test_a_service_that_has_gone_is_noticed(known: list[Contribution]) -> None:
    assert list(out_of_date(FILE.read_text(), known[1:])) == [
        "The supergraph has a service referrals that contributes nothing."
    ]


def test_a_supergraph_that_somebody_wrote_in_is_noticed(known: list[Contribution]) -> None:
    assert list(out_of_date(FILE.read_text() + "# mine\n", known)) == [
        "The supergraph is not what was composed: somebody wrote in it."
    ]
