"""Composes the supergraph file with Node, and checks it against the services without Node."""

import hashlib
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import orjson

from deploy.graph.sdl import Contribution
from gateway import schema_drift

_GATEWAY: Final = Path(__file__).parent.parent.parent / "gateway"

FILE: Final = _GATEWAY / "supergraph.graphql"

_COMPOSER: Final = _GATEWAY / "composition"
_OPENING: Final = (
    "# Composed by `make supergraph` from the schemas with these fingerprints; not written by hand."
)


class NotComposed(Exception):
    """The services' schemas do not fit together; the message says where."""


def compose(contributions: Sequence[Contribution]) -> str:
    """The text of the file. Needs Node, and its packages (`npm ci` in its folder).

    Raises NotComposed."""
    sources = [{"name": each.name, "url": each.url, "sdl": each.sdl} for each in contributions]
    completed = subprocess.run(
        ["node", "compose.mjs"], cwd=_COMPOSER, input=orjson.dumps(sources), capture_output=True, check=False
    )
    if completed.returncode != 0:
        raise NotComposed(completed.stderr.decode())
    body = completed.stdout.decode()
    fingerprints = {
        **{each.name: each.fingerprint for each in contributions},
        schema_drift.SUPERGRAPH: _fingerprint(body),
    }
    heading = "\n".join([_OPENING, *(f"# {name} sha256:{mark}" for name, mark in fingerprints.items())])
    return f"{heading}\n\n{body}"


def out_of_date(text: str, contributions: Sequence[Contribution]) -> Iterator[str]:
    """What of the file's text does not agree with the services, a sentence each; nothing when all does."""
    body, fingerprints = text.partition("\n\n")[2], schema_drift.fingerprints(text)
    if fingerprints.pop(schema_drift.SUPERGRAPH, None) != _fingerprint(body):
        yield "The supergraph is not what was composed: somebody wrote in it."
    for each in contributions:
        if fingerprints.pop(each.name, None) != each.fingerprint:
            yield f"The schema of {each.name} has changed since the supergraph was composed."
    for name in fingerprints:
        yield f"The supergraph has a service {name} that contributes nothing."


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
