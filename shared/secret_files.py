"""Reads secrets from files: the variable `NAME_FILE` names the file that holds the value of `NAME`, so that a
container's environment, which anybody may see who may inspect it, holds none."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class SecretFileInvalid(ValueError):
    """A secret cannot be read, or is told twice; the message names the variable and never quotes it."""


def read_variable(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the value of an environment variable, or what is in the file that `<name>_FILE` names, without
    the line break at its end; None where there is neither. Raises SecretFileInvalid."""
    file = environ.get(f"{name}_FILE")
    if file is None:
        return environ.get(name)
    if name in environ:
        raise SecretFileInvalid(f"{name} and {name}_FILE are both set: keep one")
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileInvalid(f"{name}_FILE cannot be read: {type(error).__name__}") from error


def required_variable(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return what `read_variable` finds. Raises SecretFileInvalid where it finds nothing."""
    value = read_variable(name, environ)
    if not value:
        raise SecretFileInvalid(f"{name} is missing: set it, or {name}_FILE")
    return value


class SecretFiles(PydanticBaseSettingsSource):
    """A source of settings: the files that `<prefix><FIELD>_FILE` name."""

    def __init__(self, settings: type[BaseSettings]) -> None:
        super().__init__(settings)
        self._prefix = self.config.get("env_prefix", "")

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = f"{self._prefix}{field_name}".upper()
        value = read_variable(name) if f"{name}_FILE" in os.environ else None
        return value, field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self._fields()}
        return {name: value for name, value in found.items() if value is not None}

    def _fields(self) -> list[tuple[str, FieldInfo]]:
        return list(self.settings_cls.model_fields.items())
