"""A log tells what went wrong and where, and never whom it was about (security requirement 8)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.patience import patient

CANARY = "QQ999999C"


@pytest.fixture(scope="module")
def told() -> subprocess.CompletedProcess[str]:
    """All that such a process writes, on both of its streams."""
    program = [sys.executable, "-m", "tests.shared.pii_log_probe", CANARY]
    return subprocess.run(
        program,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=patient(60),
        check=True,
    )


@pytest.fixture(scope="module")
def lines(told: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_nothing_of_a_person_gets_into_the_log(told: subprocess.CompletedProcess[str]) -> None:
    assert CANARY not in told.stdout
    assert CANARY not in told.stderr


def test_an_error_is_told_by_its_kind_and_place(lines: list[dict[str, Any]]) -> None:
    (line,) = (line for line in lines if line["event"] == "ours")
    assert (line["error"], line["level"], line["process"], line["count"]) == (
        "ValueError",
        "error",
        "telling",
        3,
    )
    assert line["at"][-1].endswith(" fail")


def test_what_libraries_say_is_told_by_who_said_it(lines: list[dict[str, Any]]) -> None:
    said = {
        (line["logger"], line["level"]): line.get("error") for line in lines if line["event"] == "library"
    }
    assert said == {("asyncpg", "warning"): "ValueError", ("uvicorn.error", "error"): None}


def test_a_request_is_told_by_its_route_without_address_query_or_headers(lines: list[dict[str, Any]]) -> None:
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"]) for line in requests] == [
        ("/v1/people/{person}", 200),
        ("/v1/people/{person}", 500),
        ("unrouted", 404),
    ]
    assert all(
        line.keys() == {"event", "level", "timestamp", "process", "method", "route", "status", "ms"}
        for line in requests
    )


def test_every_line_is_json_with_a_time_and_the_process(lines: list[dict[str, Any]]) -> None:
    assert all(line["process"] == "telling" and line["timestamp"].endswith("Z") for line in lines)
