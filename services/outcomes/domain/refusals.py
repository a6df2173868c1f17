"""Refusals of questions about figures, claims or findings."""

from shared.refusal import Refusal


class UnknownProgramme(Refusal):
    code = "unknown-programme"
    status = 422
    title = "There is no such programme."


class UnknownTable(Refusal):
    code = "unknown-table"
    status = 404
    title = "There is no table of that name; the list of tables has them all."
