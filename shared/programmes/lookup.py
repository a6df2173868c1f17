"""Finds a programme by its code, or by a lot that no other programme has; lists the lots of all."""

from shared.programmes.loader import load_all
from shared.programmes.model import Programme
from shared.refusal import Refusal


class UnknownProgramme(Refusal):
    code = "unknown-programme"
    status = 422
    title = "There is no such programme."


class ProgrammeNeeded(Refusal):
    """Nobody is answered for a programme that was not meant."""

    code = "programme-needed"
    status = 422
    title = "Several programmes have this lot; name the one that is meant."


def find(code: str, *, pointer: str = "/query/programme") -> Programme:
    """Find a programme. Raises UnknownProgramme, with the pointer to where it was named."""
    known = load_all().get(code)
    if known is None:
        raise UnknownProgramme(pointer=pointer)
    return known


def every_lot() -> list[str]:
    """List the lots of all programmes, each once."""
    return list(dict.fromkeys(lot.code for known in load_all().values() for lot in known.lots))


def programme_of_lot(lot: str, named: str | None) -> str:
    """The code of the programme that is named, or of the only one that has the lot. Raises UnknownProgramme,
    ProgrammeNeeded."""
    if named is not None:
        return find(named).code
    having = [code for code, known in load_all().items() if any(each.code == lot for each in known.lots)]
    if len(having) > 1:
        raise ProgrammeNeeded(pointer="/query/programme")
    if not having:
        raise UnknownProgramme(pointer="/query/programme")
    return having[0]
