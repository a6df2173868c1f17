"""The custom scalars of the graph, read by the rules of REST and described by whoever specified them."""

from collections.abc import Mapping
from datetime import date, datetime
from operator import methodcaller
from typing import Final

import strawberry
from strawberry.types.scalar import ScalarDefinition

from shared.web.scalars import RFC_3339, parse_date, parse_instant

SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar day, YYYY-MM-DD, from 1900 on; in Wales where today is meant.",
        specified_by_url=RFC_3339,
        serialize=methodcaller("isoformat"),
        parse_value=parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant with its offset, YYYY-MM-DDThh:mm:ss and Z or ±hh:mm.",
        specified_by_url=RFC_3339,
        serialize=methodcaller("isoformat"),
        parse_value=parse_instant,
    ),
}
"""Type in Python → its scalar."""
