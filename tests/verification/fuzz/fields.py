"""Broken bodies made from a contract: a good body of a shape, and every way in which one field of it can be
wrong, each with the pointer that the answer has to name."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from tests.verification.fuzz.canaries import Canaries

Json = Any
Path = tuple[str | int, ...]

_BY_PATTERN = {
    "^W06": "W06000004",
    r"^[\x21-\x7e]": "e-1",
    "^[A-Za-z0-9][A-Za-z0-9._/-]": "REF-1",
    "^[A-Z0-9]{2}": "01234567",
    "^[A-Z]$": "G",
    "^[A-U]$": "G",
    "^([01][0-9]": "10:30",
}
_BY_FORMAT = {"date": "2017-03-01", "uuid": "0b0b0b0b-0000-4000-8000-000000000001"}

_NO_DATES: tuple[Json, ...] = (
    20170301, 1483228800, "1483228800", "2017-02-30", "0001-01-01", "9999-12-31", "2017-3-1",
    "2017-03-01T00:00:00", "01/03/2017", True, ["2017-03-01"], "",
)  # fmt: skip
_NO_FLAGS: tuple[Json, ...] = (1, 0, "true", "yes", [], {})
_NO_TEXT: tuple[Json, ...] = (7, 1.5, True, [], {}, "a\x00b", "a\x1b[2Jb", "\x07", "a\x7fb", "a\x9bb")
_NO_OBJECT: tuple[Json, ...] = (7, "text", [], True)
_NO_LIST: tuple[Json, ...] = (7, "text", {}, True)


@dataclass(frozen=True, slots=True)
class Broken:
    """`path` leads to what the answer has to point at."""

    what: str
    path: Path
    body: Json


@dataclass
class Form:
    """A shape (a type) and its JSON Schema, from which good and broken bodies are made."""

    shape: Any
    canaries: Canaries
    null_is_left_out: bool = False
    """Whether null says the same as leaving a field out: then it is wrong only where a field is required."""
    schema: Json = field(init=False)

    def __post_init__(self) -> None:
        self.schema = TypeAdapter(self.shape).json_schema()

    def good(self, schema: Json | None = None, name: str = "") -> Json:
        """A body with every field filled in; texts are markers."""
        said = self._plain(self.schema if schema is None else schema)
        if "const" in said:
            return said["const"]
        if "enum" in said:
            return said["enum"][0]
        if "properties" in said:
            return {name: self.good(inner, name) for name, inner in said["properties"].items()}
        match said["type"]:
            case "object":
                keys = self._plain(said["propertyNames"]).get("enum") if "propertyNames" in said else None
                return {keys[0] if keys else self.canaries.word(): self.good(said["additionalProperties"])}
            case "array":
                return [self.good(said["items"]) for _ in range(said.get("minItems", 0) + 1)]
            case "boolean":
                return True
            case "integer" | "number":
                return said.get("minimum", 1)
            case _:
                return self._text(said, name)

    def broken(self) -> Iterator[Broken]:
        """Every way of being wrong, one at a time."""
        good = self.good()
        for path, pointed, value, what in self._wrong(self.schema, good, (), (), is_required=True):
            yield Broken(f"{'.'.join(map(str, path))} {what}", pointed, _with(good, path, value))

    def _wrong(
        self, schema: Json, good: Json, path: Path, pointed: Path, *, is_required: bool
    ) -> Iterator[tuple[Path, Path, Json, str]]:
        """Where to put what, and where the answer points: to the same place, except inside what the caller
        names itself."""
        said = self._plain(schema)
        values = list(self._wrong_values(said))
        if is_required and path and "null" not in str(schema.get("anyOf")):
            values.append(None)
        for value in values:
            yield path, pointed, value, f"is {str(value)[:30]!r}"
        if "properties" in said:
            yield path, pointed, {**good, self.canaries.either(): 1}, "has a field that is not known"
            for name in said.get("required", ()):
                rest = {key: value for key, value in good.items() if key != name}
                yield path, (*pointed, name), rest, f"lacks {name}"
            for name, inner in said["properties"].items():
                is_required = not self.null_is_left_out or name in said.get("required", ())
                yield from self._wrong(
                    inner, good[name], (*path, name), (*pointed, name), is_required=is_required
                )
        elif "additionalProperties" in said:
            (key,) = good
            is_free = "propertyNames" not in said or "enum" not in self._plain(said["propertyNames"])
            yield path, pointed, {self.canaries.either() * 40: good[key]}, "has a key that is not known"
            inside = pointed if is_free else (*pointed, key)
            for place, found, value, what in self._wrong(
                said["additionalProperties"],
                good[key],
                (*path, key),
                inside,
                is_required=not self.null_is_left_out,
            ):
                yield place, pointed if is_free else found, value, what
        elif said.get("type") == "array":
            yield from self._wrong(said["items"], good[0], (*path, 0), (*pointed, 0), is_required=True)

    def _wrong_values(self, said: Json) -> Iterator[Json]:
        if "const" in said or "enum" in said:
            yield from (self.canaries.word(), "", 7, [], {}, "x' OR '1'='1")
            return
        match said.get("type"):
            case "object":
                is_plain_text_good = "x-plain-text" in said
                yield from (each for each in _NO_OBJECT if not (is_plain_text_good and each == "text"))
            case "array":
                yield from _NO_LIST
                if "maxItems" in said:
                    yield [self.good(said["items"])] * (said["maxItems"] + 1)
                if said.get("minItems"):
                    yield []
            case "boolean":
                yield from _NO_FLAGS
            case "integer" | "number":
                yield from ("1", True, [], {}, -(10**30), 10**30, said["minimum"] - 1, said["maximum"] + 1)
                if said["type"] == "integer":
                    yield 1.5
            case _ if said.get("format") == "date":
                yield from (*_NO_DATES, self.canaries.word())
            case _ if said.get("format") == "uuid":
                yield from ("", 7, True, [], self.canaries.word(), "0b0b0b0b-0000-4000-8000-00000000000g")
            case _:
                yield from _NO_TEXT
                if said.get("minLength") and said["maxLength"] <= 200:
                    yield "a\nb"
                if "maxLength" in said:
                    yield self.canaries.word() + "x" * said["maxLength"]
                if said.get("minLength"):
                    yield from ("", "   ")
                if "pattern" in said:
                    attacks = (f"{self.canaries.word()}'; DROP TABLE enrolment; --", "", "é", "../../etc")
                    # the name of a record is somebody else's: nearly anything can be one
                    yield from (each for each in attacks if not re.search(said["pattern"], each))

    def _plain(self, schema: Json) -> Json:
        """A schema without reference, and without the null that may stand in its place."""
        if "$ref" in schema:
            return self.schema["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        for choice in schema.get("anyOf", schema.get("oneOf", ())):
            if choice.get("type") != "null":
                return self._plain(choice)
        return schema

    def _text(self, said: Json, name: str) -> str:
        if "format" in said:
            return _BY_FORMAT[said["format"]]
        if "pattern" in said:
            return next(text for start, text in _BY_PATTERN.items() if said["pattern"].startswith(start))
        made = self.canaries.ni_number() if "insurance" in name else self.canaries.word()
        return made[: said.get("maxLength", len(made))]


def _with(body: Json, path: Path, value: Json) -> Json:
    """The body with something else at a place."""
    if not path:
        return value
    made = copy.deepcopy(body)
    inside = made
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    return made
