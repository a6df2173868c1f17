"""The monitoring characteristics that forms tell and corrections change, with the values of each."""

from enum import StrEnum
from typing import Final, cast

from shared.contracts.participant import Characteristics

ALLOWED_VALUES: Final[dict[str, frozenset[str]]] = {
    name: frozenset(cast("type[StrEnum]", field.annotation))
    for name, field in Characteristics.model_fields.items()
}
"""The values of each characteristic, "not_known" among them."""
