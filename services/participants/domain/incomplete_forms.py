"""Counts incomplete forms by form and provider, and which fields they lack (handbook 2, "The forms")."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID


class LackingForms(NamedTuple):
    """How many people's latest version of a form lacks a field; any field at all, where `field` is None."""

    provider: UUID
    form: str
    field: str | None
    people: int


class LackingField(NamedTuple):
    """A field, and how many people's form lacks it."""

    field: str
    people: int


class IncompleteForms(NamedTuple):
    """The incomplete forms of one kind with one provider."""

    provider: UUID
    form: str
    people: int
    fields: tuple[LackingField, ...]


def incomplete_forms(counted: Iterable[LackingForms]) -> tuple[IncompleteForms, ...]:
    """Put the fields beside the forms that lack them, by provider and form; what most lack comes first."""
    people: dict[tuple[UUID, str], int] = {}
    fields: dict[tuple[UUID, str], list[LackingField]] = {}
    for each in counted:
        key = (each.provider, each.form)
        if each.field is None:
            people[key] = each.people
        else:
            fields.setdefault(key, []).append(LackingField(each.field, each.people))
    return tuple(
        IncompleteForms(
            *key, people[key], tuple(sorted(fields[key], key=lambda each: (-each.people, each.field)))
        )
        for key in sorted(people)
    )
