"""P2.1 Participant Monitoring Matrix."""

from typing import ClassVar, Literal

from services.participants.domain.completeness import missing_or_not_known
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.domain.refusals import DisclosureOrCorrection
from services.participants.forms.assessment import AssessmentForm
from services.participants.forms.posted_event import PostedEvent, Step
from shared.contracts.vocabulary import Answer, Condition, Ethnicity, Gender, LabourMarket, Qualification
from shared.web.field_types import SingleLine, StrictModel


class Difference(StrictModel):
    """Why an answer differs from an earlier one: people disclose later, and people mistype [3.7]."""

    kind: Literal["disclosure", "correction"]
    reason: SingleLine
    author: SingleLine


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
    difference: Difference | None = None

    def missing(self) -> tuple[str, ...]:
        """List the mandatory fields that are left out or not known: nobody can be counted without them."""
        return missing_or_not_known(self.MANDATORY, self.__dict__)

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note the characteristics; where one differs from what was known, the record keeps both. Somebody's
        place in the labour market changes without either. Raises DisclosureOrCorrection."""
        step = super().apply(enrolment, event, programme)
        old_values = enrolment.differing(self._characteristics())
        if not old_values:
            return step
        if self.difference is None:
            if old_values.keys() - {"labour_market"}:
                raise DisclosureOrCorrection(pointer="/data/difference")
            return step
        if self.difference.kind == "correction":
            fact = step.fact.model_copy(update={"corrected": tuple(old_values)})
            step = step._replace(fact=fact)
        return step._replace(kept_beside={"old_values": old_values})
