"""Rules about who does not answer: a letter whose days have ended, months of trying that have ended."""

from services.participants.domain.due.rule import Day, DueDays, Has, Rule, RuleCode
from services.participants.domain.enrolment import Status


def letter_ended(days: DueDays) -> Rule:
    """The third strike's seven days have ended without a reply: day 7 is too early, day 8 is not (handbook 2
    [3.103]). The file may be closed, or suspended."""
    return Rule(
        RuleCode.LETTER_ENDED,
        frozenset({Status.OPEN}),
        since=(Day.LETTER,),
        due=days.letter,
        has=(Has.LETTER,),
    )


def trying_ended(_: DueDays) -> Rule:
    """Somebody who was suspended because they do not answer was tried for six months (handbook 2): the file
    is to be closed, or taken up again."""
    return Rule(
        RuleCode.TRYING_ENDED,
        frozenset({Status.SUSPENDED}),
        since=(Day.SUSPENDED,),
        due=Day.TRIED_UNTIL,
    )
