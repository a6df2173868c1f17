"""How many forms are incomplete, by form and provider."""

from typing import Self

import strawberry

from services.participants.domain import incomplete_forms as rules
from services.participants.permissions import MayCountForms
from services.participants.subgraph.lots import Provider
from shared.graphql import requires


@requires(MayCountForms)
@strawberry.type
class LackingField:
    """A field of a form, and how many people's latest version lacks it."""

    field: str
    people: int


@requires(MayCountForms)
@strawberry.type
class IncompleteForms:
    """How many people's latest version of a form is incomplete with a provider."""

    provider: Provider
    form: str
    people: int
    fields: list[LackingField]

    @classmethod
    def of(cls, forms: rules.IncompleteForms) -> Self:
        return cls(
            provider=Provider.by(forms.provider),
            form=forms.form,
            people=forms.people,
            fields=[LackingField(field=each.field, people=each.people) for each in forms.fields],
        )
