"""Defines what every entry of a programme's files is: strict, closed, and named in two languages where it has
a name."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(min_length=1)]


class Entry(BaseModel):
    """A table of a file: an entry that nobody reads is a mistake."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Bilingual(Entry):
    en: str
    cy: str


class Named(Entry):
    code: Code
    name: Bilingual
