"""A question that fails, made smaller as long as it fails: the smallest one says most."""

from collections.abc import Awaitable, Callable
from typing import Final

from graphql import GraphQLSchema, parse, validate

from tests.verification.differential.questions import Question
from tests.verification.differential.rewriting import Emptied, parts, without

_TRIES: Final = 400


async def smallest(
    question: Question, schema: GraphQLSchema, fails: Callable[[Question], Awaitable[bool]]
) -> Question:
    """What is left when nothing more can be taken away, or after so many tries."""
    tries, at = _TRIES, 0
    while tries and at < parts(question):
        try:
            smaller = without(question, at)
        except Emptied:  # that was all there was of it: it goes with what is around it
            at += 1
            continue
        if validate(schema, parse(smaller.text)):
            at += 1
            continue
        tries -= 1
        if await fails(smaller):
            question = smaller  # what comes after has moved up to the same place
        else:
            at += 1
    return question
