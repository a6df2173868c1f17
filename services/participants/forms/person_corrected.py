"""Who somebody is was recorded wrongly, or has changed: a name, a date of birth, an address."""

from typing import Annotated, Any, Literal

from pydantic import Field

from services.participants.forms.mending import MendingForm
from shared.web.field_types import CalendarDate, SingleLine, StrictModel


class PersonFields(StrictModel):
    """What of a person is put right; what is left out stays as it was."""

    given_name: SingleLine | None = None
    family_name: SingleLine | None = None
    date_of_birth: CalendarDate | None = None
    year_of_birth: Annotated[int, Field(ge=1900, le=2200)] | None = None
    national_insurance_number: SingleLine | None = None
    address: tuple[SingleLine, ...] | None = Field(default=None, max_length=6)
    postcode: SingleLine | None = None
    phone: SingleLine | None = None
    email: SingleLine | None = None
    language: Literal["en", "cy"] | None = None
    access_needs: tuple[SingleLine, ...] | None = Field(default=None, max_length=20)

    def told(self) -> dict[str, Any]:
        """List what is put right, as it is kept."""
        return self.model_dump(mode="json", exclude_none=True)


class PersonCorrection(MendingForm):
    """A correction of who somebody is; old and new are kept, encrypted."""

    person: PersonFields
