"""Response shape of incomplete forms, by form and provider."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.domain.incomplete_forms import IncompleteForms


class LackingFieldOut(BaseModel):
    field: str
    people: int


class IncompleteFormsOut(BaseModel):
    """How many people's latest version of a form is incomplete, and how many lack which field."""

    provider: UUID
    form: str
    people: int
    fields: tuple[LackingFieldOut, ...]

    @classmethod
    def of(cls, forms: IncompleteForms) -> Self:
        return cls.model_validate(forms, from_attributes=True)


class IncompleteFormsListOut(BaseModel):
    programme: str | None
    """The one that was asked for; all where none was."""
    items: list[IncompleteFormsOut]
