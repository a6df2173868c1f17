"""P2.1 Participant Monitoring Matrix."""

from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import Field

from services.participants.domain.completeness import missing_or_not_known
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.domain.refusals import DisclosureOrCorrection
from services.participants.forms.assessment import AssessmentForm
from services.participants.forms.ethnic_groups import EthnicGroup, ethnicity_of
from services.participants.forms.posted_event import PostedEvent, Step
from shared.contracts.participant import ParticipantAssessed
from shared.contracts.vocabulary import Answer, Condition, Ethnicity, Gender, LabourMarket, Qualification
from shared.web.field_types import SingleLine, StrictModel


class Difference(StrictModel):
    """Why an answer differs from an earlier one: people disclose later, and people mistype [3.7]."""

    kind: Literal["disclosure", "correction"]
    reason: SingleLine
    author: SingleLine


SexualOrientation = Literal[
    "heterosexual", "gay_or_lesbian", "bisexual", "other", "prefers_not_to_say", "not_known"
]
ReligionOrBelief = Literal[
    "none",
    "christian",
    "buddhist",
    "hindu",
    "jewish",
    "muslim",
    "sikh",
    "other",
    "prefers_not_to_say",
    "not_known",
]


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
    ethnic_group: EthnicGroup | None = None
    """In detail; it answers `ethnicity` too, where that is left out."""
    months_unemployed: Annotated[int, Field(ge=0, le=800)] | None = None
    neet: Answer | None = None
    """Not in education, employment or training."""
    sexual_orientation: SexualOrientation | None = None
    religion_or_belief: ReligionOrBelief | None = None
    """Both for equality monitoring: asked, and never required."""

    difference: Difference | None = None

    def missing(self) -> tuple[str, ...]:
        """List the mandatory fields that are left out or not known: nobody can be counted without them."""
        return missing_or_not_known(self.MANDATORY, self._answers())

    def _answers(self) -> dict[str, Any]:
        answers = self.__dict__
        if self.ethnicity is not None or self.ethnic_group is None:
            return answers
        return {**answers, "ethnicity": ethnicity_of(self.ethnic_group)}

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
            fact = cast(ParticipantAssessed, step.fact)
            step = step._replace(fact=fact.model_copy(update={"corrected": tuple(old_values)}))
        return step._replace(kept_beside={"old_values": old_values})
