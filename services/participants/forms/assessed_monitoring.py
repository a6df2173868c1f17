"""P2.1 Participant Monitoring Matrix."""

from typing import ClassVar, Literal

from services.participants.domain.completeness import missing_or_not_known
from services.participants.forms.assessment import AssessmentForm
from shared.contracts.vocabulary import Answer, Condition, Ethnicity, Gender, LabourMarket, Qualification


class MonitoringMatrix(AssessmentForm):
    """P2.1: the characteristics that ESF reporting needs."""

    MANDATORY: ClassVar = (
        "gender",
        "ethnicity",
        "condition",
        "qualification",
        "single_adult_household",
        "jobless_household",
        "homeless",
        "dependent_children",
        "primary_carer",
        "work_limiting_condition",
        "disability",
    )

    form: Literal["P2.1"]
    gender: Gender | None = None
    ethnicity: Ethnicity | None = None
    condition: Condition | None = None
    qualification: Qualification | None = None
    labour_market: LabourMarket | None = None
    single_adult_household: Answer | None = None
    jobless_household: Answer | None = None
    homeless: Answer | None = None
    dependent_children: Answer | None = None
    primary_carer: Answer | None = None
    lone_parent: Answer | None = None
    work_limiting_condition: Answer | None = None
    disability: Answer | None = None
    understands_welsh: Answer | None = None

    def missing(self) -> tuple[str, ...]:
        """List the mandatory fields that are left out or not known: nobody can be counted without them."""
        return missing_or_not_known(self.MANDATORY, self.__dict__)
