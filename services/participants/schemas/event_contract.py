"""Describes the body of `POST /v1/events` for the contract: an event of each type with its own form, told
apart by `type`, alone or in a batch."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from services.participants.forms.registry import FORMS, MENDING_FORMS, data_type
from services.participants.schemas.event_bodies import LARGEST_BATCH
from services.participants.schemas.intake import PREFIX, Event

_REFERENCE: Final = "#/components/schemas/"
EVENT: Final = {"$ref": f"{_REFERENCE}PostedEvent"}
BATCH: Final = {"$ref": f"{_REFERENCE}PostedBatch"}


def event_schemas() -> Mapping[str, Any]:
    """Every schema of a posted event by its name: `PostedEvent` and `PostedBatch`, one for each type, and
    those of the forms."""
    adapters = {name: TypeAdapter[Any](data_type(name)) for name in (*FORMS, *MENDING_FORMS)}
    of_data, shared = TypeAdapter.json_schemas(
        [(name, "validation", adapter) for name, adapter in adapters.items()],
        ref_template=_REFERENCE + "{model}",
    )
    events = {_name(name): _event(name, of_data[name, "validation"]) for name in adapters}
    mapping = {f"{PREFIX}{name}.v1": _REFERENCE + _name(name) for name in adapters}
    return {
        **shared["$defs"],
        **events,
        "PostedEvent": {
            "description": "A CloudEvent as a provider's system posts it; `type` says which form `data` is.",
            "oneOf": [{"$ref": reference} for reference in mapping.values()],
            "discriminator": {"propertyName": "type", "mapping": mapping},
        },
        "PostedBatch": {
            "description": "Events in the order in which they happened to each person.",
            "type": "array",
            "maxItems": LARGEST_BATCH,
            "items": EVENT,
        },
    }


def _event(name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    schema = Event.model_json_schema()
    schema["description"] = f"The event `{name}` with its form."
    schema["properties"]["type"] = {"const": f"{PREFIX}{name}.v1", "type": "string"}
    described = {"description": "The form, as docs/events.md describes it."}
    schema["properties"]["data"] = dict(data) | described
    return schema


def _name(event: str) -> str:
    """The name of an event's schema: `PostedContactRecorded`."""
    return "Posted" + "".join(part.capitalize() for part in event.split("-"))
