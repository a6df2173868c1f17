"""When somebody is ready for placement (handbook 4). It ends as well when the file is suspended or closed, or
the consent to take part is withdrawn, which `Enrolment` says itself."""

from datetime import date

from services.participants.domain.enrolment import Enrolment, Status
from services.participants.domain.refusals import AlreadyLeft, ConsentWithdrawn, FileSuspended


def agree_ready(enrolment: Enrolment, on: date) -> Enrolment:
    """Note that mentor and participant agreed that the person is ready for placement; one older than what
    stands changes nothing. Raises AlreadyLeft, FileSuspended, ConsentWithdrawn."""
    if enrolment.status is Status.CLOSED:
        raise AlreadyLeft
    if enrolment.status is Status.SUSPENDED:
        raise FileSuspended
    if enrolment.consent_withdrawn_on is not None:
        raise ConsentWithdrawn
    return enrolment._replace(ready_on=max(on, enrolment.ready_on or date.min))


def no_longer_ready(enrolment: Enrolment) -> Enrolment:
    """Note that the person is not ready for placement any more."""
    return enrolment._replace(ready_on=None)
