"""Recovery, asked again: the use of the last three months, and whether there was a relapse (handbook 2)."""

from typing import Any, ClassVar, Literal

from services.participants.forms.assessment import AssessmentForm
from shared.contracts.participant import RecentUse
from shared.contracts.vocabulary import Answer
from shared.web.field_types import FreeText


class RecoveryReview(AssessmentForm):
    """How recovery goes, in the words of P2, which asked first."""

    MANDATORY: ClassVar = ("recent_use", "relapsed")

    form: Literal["recovery"]
    recent_use: RecentUse | None = None
    """In the last three months."""
    relapsed: Answer | None = None
    note: FreeText | None = None

    def _counted(self) -> dict[str, Any]:
        return {"recent_use": self.recent_use}
