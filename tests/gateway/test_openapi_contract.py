"""The contract of all services is one that generators can build on: typed events, described fields, names
that a person would give."""

import re
from collections.abc import Iterator

import jsonschema
import orjson

from gateway.openapi.descriptions import fields
from services.participants.forms.registry import FORMS, MENDING_FORMS
from shared.refusal import Refusal
from shared.web.problem_codes import listed
from tests.docs.examples import DOCS, blocks
from tests.gateway.openapi_document import contract

SCHEMAS = contract()["components"]["schemas"]
OPERATIONS = [operation for item in contract()["paths"].values() for operation in item.values()]


def test_every_event_is_in_the_contract_with_its_own_form() -> None:
    mapping = SCHEMAS["PostedEvent"]["discriminator"]["mapping"]
    assert list(mapping) == [f"cymru.dolen.participant.{name}.v1" for name in (*FORMS, *MENDING_FORMS)]
    assert [each["$ref"] for each in SCHEMAS["PostedEvent"]["oneOf"]] == list(mapping.values())
    for type_, reference in mapping.items():
        schema = SCHEMAS[reference.rpartition("/")[2]]
        assert schema["properties"]["type"]["const"] == type_
        assert {"$ref", "oneOf"} & schema["properties"]["data"].keys(), "data is a form, not any object"


def test_one_event_and_a_batch_are_components() -> None:
    content = contract()["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    for kind, name in (("cloudevents+json", "PostedEvent"), ("cloudevents-batch+json", "PostedBatch")):
        assert content[f"application/{kind}"]["schema"] == {"$ref": f"#/components/schemas/{name}"}
    assert SCHEMAS["PostedBatch"]["maxItems"] == 1000


def test_every_field_is_described() -> None:
    silent = {
        f"{schema}.{name}"
        for schema, described in SCHEMAS.items()
        for name, field in fields(described)
        if not field.get("description")
    }
    assert silent == set(), "a docstring on the model, or a line in field_descriptions.toml"


def test_every_parameter_is_described() -> None:
    parameters = [each for operation in OPERATIONS for each in operation.get("parameters", [])]
    assert [each["name"] for each in parameters if not each.get("description")] == []


def test_titles_are_unique() -> None:
    assert {name: schema["title"] for name, schema in SCHEMAS.items()} == {name: name for name in SCHEMAS}


def test_operations_have_the_names_a_person_would_give_methods() -> None:
    names = [operation["operationId"] for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)] == []


def test_every_tag_is_described() -> None:
    described = {tag["name"] for tag in contract()["tags"]}
    assert {tag for operation in OPERATIONS for tag in operation["tags"]} <= described


def test_a_problem_says_which_of_the_known_ones_it_is() -> None:
    own = {code for code, each in listed_refusals() if not each.__module__.startswith("tests.")}
    assert own <= set(SCHEMAS["ProblemCode"]["enum"]) <= set(listed())
    assert {"accepted", "allow", "state", "retry"} <= SCHEMAS["Problem"]["properties"].keys()


def listed_refusals() -> Iterator[tuple[str, type[Refusal]]]:
    """Every refusal that is declared, those of other tests too."""
    waiting = [Refusal]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        yield each.code, each


def test_a_system_learns_how_it_gets_its_token() -> None:
    assert contract()["servers"]
    scheme = contract()["components"]["securitySchemes"]["clientCredentials"]
    assert scheme["flows"]["clientCredentials"]["tokenUrl"] == "/token"


def test_every_example_of_the_docs_is_an_event_of_the_contract() -> None:
    page = DOCS / "events.md"
    examples = [each for block in blocks(page, "json") if "specversion" in (each := orjson.loads(block))]
    validator = jsonschema.Draft202012Validator(
        {"$ref": "#/components/schemas/PostedEvent", "components": contract()["components"]}
    )
    assert len(examples) > 20
    for example in examples:
        validator.validate(example)
