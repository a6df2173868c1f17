"""P2 Full Needs Assessment."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from services.participants.forms.assessment import AssessmentForm
from shared.contracts.participant import RecentUse
from shared.contracts.vocabulary import Answer, Qualification
from shared.web.field_types import FreeText, SingleLine


class NeedsAssessment(AssessmentForm):
    """P2, filled in with the allocated mentor."""

    MANDATORY: ClassVar = (
        "work_history",
        "qualification",
        "main_substance",
        "length_of_dependency",
        "recent_use",
        "motivation",
    )

    form: Literal["P2"]
    needs: dict[SingleLine, FreeText] = Field(default={}, max_length=20)
    work_history: FreeText | None = None
    qualification: Qualification | None = None
    main_substance: (
        Literal["alcohol", "heroin_or_substitutes", "cocaine", "other", "never_dependent", "not_known"] | None
    ) = None
    length_of_dependency: (
        Literal["most_of_adult_life", "about_half", "under_a_third", "never", "not_known"] | None
    ) = None
    recent_use: RecentUse | None = None
    """In the last three months."""
    mental_health: FreeText | None = None
    share_of_adult_life_in_work: (
        Literal["most", "about_half", "under_a_third", "none", "not_known"] | None
    ) = None
    ever_in_paid_work: Answer | None = None
    benefits: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    barriers: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    ambitions: FreeText | None = None
    motivation: Annotated[int, Field(ge=1, le=5)] | None = None
    """To find work."""
    best_in: Literal["group", "alone", "either", "not_known"] | None = None
    """Whether somebody does best in a group or alone [3.41]."""

    def _counted(self) -> dict[str, Any]:
        return {"recent_use": self.recent_use}
