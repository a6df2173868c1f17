"""docker-compose.yml as its containers get it, for tests that start what the page describes."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

ROOT: Final = Path(__file__).parent.parent
PAGE: Final[dict[str, Any]] = YAML(typ="safe").load(ROOT / "docker-compose.yml")

_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(value: object) -> str:
    """As it is where the environment gives each variable its own name, and nothing that has a default."""
    said = _VARIABLE.sub(lambda found: found[3] if found[2] == "-" else found[1].lower(), str(value))
    return said.replace("$$", "$")


def environment_of(each: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a container."""
    return {name: filled(value) for name, value in each.get("environment", {}).items()}


def broker_settings(each: Mapping[str, Any]) -> dict[str, str]:
    """What a broker is told, by Kafka's own names: in a variable's name, `_` is a dot and `___` a hyphen."""
    return {
        name.removeprefix("KAFKA_").lower().replace("___", "-").replace("_", "."): value
        for name, value in environment_of(each).items()
        if name.startswith("KAFKA_")
    }
