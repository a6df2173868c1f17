"""What counts as a difference between two answers, and what does not."""

from typing import Any

from tests.verification.differential.comparison import differences


def error(*path: str | int, code: str = "not-found", message: str = "no") -> dict[str, Any]:
    return {"message": message, "path": list(path), "extensions": {"code": code}}


def test_the_same_data_is_no_difference() -> None:
    answer = {"data": {"lots": [{"code": "Powys", "n": 1.0, "open": None}]}}
    assert differences(answer, {"data": {"lots": [{"code": "Powys", "n": 1, "open": None}]}}) == []


def test_another_value_is_a_difference_with_its_place() -> None:
    found = differences({"data": {"a": [{"b": 1}]}}, {"data": {"a": [{"b": 2}]}})
    assert found == ["data.a.0.b is 1, theirs 2"]


def test_true_is_not_one() -> None:
    assert differences({"data": {"a": True}}, {"data": {"a": 1}})


def test_null_that_goes_further_up_is_a_difference() -> None:
    assert differences({"data": {"a": {"b": None}}}, {"data": {"a": None}})
    assert differences({"data": None}, {"data": {"a": None}})


def test_no_data_is_not_null_data() -> None:
    assert differences({"data": None}, {}) == ["data is None, theirs absent"]


def test_another_order_of_keys_is_a_difference() -> None:
    found = differences({"data": {"a": 1, "b": 2}}, {"data": {"b": 2, "a": 1}})
    assert found == ["data has the keys a, b, theirs b, a"]


def test_a_list_of_another_length_is_a_difference() -> None:
    assert differences({"data": {"a": [1]}}, {"data": {"a": [1, 2]}}) == ["data.a has 1 items, theirs 2"]


def test_what_an_error_says_is_no_difference() -> None:
    data = {"a": None}
    ours = {"data": data, "errors": [error("a", message="Nothing here.")]}
    assert differences(ours, {"data": data, "errors": [error("a", message="Not found")]}) == []


def test_an_error_at_another_place_is_a_difference() -> None:
    data = {"a": None, "b": None}
    ours, theirs = {"data": data, "errors": [error("a")]}, {"data": data, "errors": [error("b")]}
    assert differences(ours, theirs)[0] == "error only in theirs: b"


def test_an_error_of_ours_that_leads_to_no_null_is_a_difference() -> None:
    data = {"a": [{"b": None}, {"b": 1}]}
    theirs = {"data": data, "errors": [error("a", 0, "b")]}
    ours = {"data": data, "errors": [error("a", 1, "b")]}
    assert differences(ours, theirs)[0] == "our error at a.1.b leads to no null"


def test_fewer_errors_are_a_difference() -> None:
    data = {"a": [{"b": None}, {"b": None}]}
    theirs = {"data": data, "errors": [error("a", 0, "b"), error("a", 1, "b")]}
    ours = {"data": data, "errors": [error("a", 0, "b")]}
    assert "error only in theirs: a.1.b" in differences(ours, theirs)


def test_places_in_a_list_that_they_do_not_tell_are_no_difference() -> None:
    data = {"a": [{"b": None}, {"b": None}]}
    ours = {"data": data, "errors": [error("a", 0, "b"), error("a", 1, "b")]}
    assert differences(ours, {"data": data, "errors": [error("a", "b"), error("a", "b")]}) == []
    assert differences(ours, {"data": data, "errors": [error("a", "b")]}) == [
        "2 errors b not-found, theirs 1"
    ]


def test_errors_beyond_those_we_tell_are_no_difference() -> None:
    data = {"a": [{"b": None}, {"b": None}]}
    more = {"message": "more", "extensions": {"code": "more"}}
    ours = {"data": data, "errors": [error("a", 0, "b"), more]}
    assert differences(ours, {"data": data, "errors": [error("a", "b"), error("a", "b")]}) == []
