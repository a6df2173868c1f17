"""A small payment to a participant or for them: work clothing, the fee of a card test, travel [3.88]."""

from typing import Annotated, Literal

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import PaymentMade
from shared.web.field_types import CalendarDate, FreeText


class Payment(PostedForm):
    """A payment with its kind, amount and reason."""

    kind: Literal["work_clothing", "test_fee", "travel", "other"]
    amount_pence: Annotated[int, Field(ge=1, le=10_000_000)]
    paid_on: CalendarDate | None = None
    reason: FreeText

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is: a payment is recorded whatever its state."""
        fact = PaymentMade(
            **common_attributes(enrolment, event),
            kind=self.kind,
            amount_pence=self.amount_pence,
            paid_on=self.paid_on or event.local_date,
        )
        return Step(enrolment, fact)
