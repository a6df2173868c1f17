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
    gender: Gender = Gender.NOT_KNOWN
    ethnicity: Ethnicity = Ethnicity.NOT_KNOWN
    condition: Condition = Condition.NOT_KNOWN
    qualification: Qualification = Qualification.NOT_KNOWN
    labour_market: LabourMarket = LabourMarket.NOT_KNOWN
    single_adult_household: Answer = Answer.NOT_KNOWN
    jobless_household: Answer = Answer.NOT_KNOWN
    homeless: Answer = Answer.NOT_KNOWN
    dependent_children: Answer = Answer.NOT_KNOWN
    primary_carer: Answer = Answer.NOT_KNOWN
    lone_parent: Answer = Answer.NOT_KNOWN
    work_limiting_condition: Answer = Answer.NOT_KNOWN
    disability: Answer = Answer.NOT_KNOWN
    understands_welsh: Answer = Answer.NOT_KNOWN

    def missing(self) -> tuple[str, ...]:
        """List the mandatory fields that are left out or not known: nobody can be counted without them."""
        return missing_or_not_known(self.MANDATORY, self.__dict__)
