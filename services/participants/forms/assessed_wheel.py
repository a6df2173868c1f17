"""The Employment Wheel: a self-assessment in eight categories [3.40]."""

from typing import Any, ClassVar, Literal

from services.participants.forms.assessment import AssessmentForm
from services.participants.forms.scales import Score


class EmploymentWheel(AssessmentForm):
    """Eight scores; the first wheel recorded is the baseline."""

    MANDATORY: ClassVar = (
        "basic_skills",
        "recovery_capital",
        "cv",
        "interview_skills",
        "life_skills",
        "qualifications_and_training",
        "voluntary_and_work_experience",
        "it_and_job_search",
    )

    form: Literal["wheel"]
    basic_skills: Score | None = None
    recovery_capital: Score | None = None
    cv: Score | None = None
    interview_skills: Score | None = None
    life_skills: Score | None = None
    qualifications_and_training: Score | None = None
    voluntary_and_work_experience: Score | None = None
    it_and_job_search: Score | None = None

    def _counted(self) -> dict[str, Any]:
        scores = ((name, self.__dict__[name]) for name in self.MANDATORY)
        return {"wheel": {name: score for name, score in scores if score is not None}}
