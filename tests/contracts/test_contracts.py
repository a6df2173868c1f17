"""The facts between services: their schemas are up to date, and everything ever published can be read."""

import orjson
import pytest

from shared.contracts.publish import EXAMPLES, facts, problems


def test_schemas_and_examples_are_up_to_date() -> None:
    assert problems() == []


@pytest.mark.parametrize("name", sorted(facts()))
def test_a_consumer_ignores_fields_it_does_not_know_and_a_producer_may_not_add_them(name: str) -> None:
    fact = facts()[name]
    data = {**orjson.loads((EXAMPLES / f"{name}.json").read_bytes()), "added_later": 1}
    assert fact.read(orjson.dumps(data))
    with pytest.raises(ValueError, match="added_later"):
        fact.model_validate(data)


@pytest.mark.parametrize("name", sorted(facts()))
def test_no_fact_has_a_field_for_a_direct_identifier(name: str) -> None:
    identifiers = {
        "name", "given_name", "family_name", "date_of_birth", "national_insurance_number", "address",
        "postcode", "phone", "email", "note", "reference",
    }  # fmt: skip
    assert identifiers.isdisjoint(facts()[name].model_fields)
