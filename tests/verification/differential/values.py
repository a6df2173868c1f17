"""What arguments are given: what is there, now and then what is not, and by its type what nobody knows of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLEnumType, GraphQLInputType, get_named_type

NOBODY: Final = str(UUID(int=7))
_OF_TYPE: Final[dict[str, Sequence[Any]]] = {
    "Int": (1, 2, 3, 5),
    "Float": (1.5, 2.0),
    "Boolean": (True, False),
    "String": ("something",),
    "ID": (NOBODY,),
}
_OF_NAME: Final[dict[str, Sequence[Any]]] = {
    "first": (1, 2, 3, 3, 4, 5, 6, 0),
    "asOf": ("2019-01-31", "2019-01-31", "2018-09-30", "2018-06-15", "2017-03-31", "2999-01-01"),
    "esfArea": ("East Wales", "West Wales and the Valleys", "Mercia"),
    "programme": ("oows", "oows", "oows", "oows", "nonesuch"),
}


@dataclass(frozen=True)
class Values:
    """`known`: what a place takes, most special first: `Type.field.argument`, or the argument's name."""

    known: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def choose(self, random: Random, place: str, type_: GraphQLInputType) -> Any:
        """A value for an argument; never null."""
        named, argument = get_named_type(type_), place.rpartition(".")[2]
        if isinstance(named, GraphQLEnumType):
            return random.choice(list(named.values))
        for candidates in (self.known.get(place), self.known.get(argument), _OF_NAME.get(argument)):
            if candidates:
                return random.choice(candidates)
        return random.choice(_OF_TYPE.get(named.name, ("2019-01-31",)))
