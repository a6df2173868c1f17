"""Prints query plans (`dolen plan`): the requests that would answer an operation, and their order."""

import sys
from pathlib import Path
from typing import Any

import orjson
import typer

from deploy.graph.supergraph import FILE
from gateway.federation.engine import Engine, OperationRequest
from gateway.federation.error_messages import in_english
from gateway.federation.operation.prepare import RequestRefused
from gateway.federation.supergraph.join_directives import read
from gateway.federation.transport.http import HttpTransport


def show(file: str, operation: str | None, variables: str) -> None:
    """Print the plan. Exits with 1, after the reason, where the gateway would refuse the operation."""
    text = sys.stdin.read() if file == "-" else _text(Path(file))
    engine = Engine(read(FILE.read_text()), HttpTransport({}))  # a plan sends nothing
    try:
        plan = engine.plan(OperationRequest(text, operation, _object(variables)), may_introspect=True)
    except RequestRefused as refusal:
        for error in refusal.errors(in_english):
            typer.secho(f"{error['extensions']['code']}: {error['message']}", fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from refusal
    for line in plan.explain():
        typer.echo(line)


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} cannot be read", param_hint="FILE") from error


def _object(variables: str) -> dict[str, Any]:
    try:
        value = orjson.loads(variables)
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter("is no JSON", param_hint="--variables") from error
    if not isinstance(value, dict):
        raise typer.BadParameter("is no JSON object", param_hint="--variables")
    return value
