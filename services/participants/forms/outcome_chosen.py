"""Of outcomes that exclude each other, the provider chooses which is claimed (handbook 5, R1)."""

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.domain.refusals import NothingToChoose
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import OutcomeChosen
from shared.web.field_types import FreeText, Reference


class OutcomeChoice(PostedForm):
    """A choice of one category, in place of the one before; it stands whether or not anything was achieved
    in the category yet."""

    category: Reference
    reason: FreeText

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is, whatever its state. Raises NothingToChoose."""
        group = programme.groups.get(self.category)
        if group is None:
            raise NothingToChoose(pointer="/data/category", allowed=sorted(programme.groups))
        fact = OutcomeChosen(**common_attributes(enrolment, event), group=group, category=self.category)
        return Step(enrolment, fact)
