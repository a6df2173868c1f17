"""Lists requests of an attacker who exhausts the graph or probes it, each with its documented response."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import get_introspection_query

from gateway.routes import KIB, MIB

Body = bytes
OUTSIDER = {"role": "auditor"}


@dataclass(frozen=True)
class Attack:
    """`code` is what it is answered; None where it is answered like any operation."""

    name: str
    body: Callable[[], Body]
    code: str | None
    status: int = 400
    claims: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def query(text: str, **variables: Any) -> Body:
    return json.dumps({"query": text, "variables": variables}).encode()


def nested(levels: int) -> str:
    """Round and round between lots and who delivers there."""
    rounds = levels // 2 - 1
    return '{ lot(code: "Powys") ' + "{ providers { lots " * rounds + "{ code }" + " } }" * rounds + " }"


def chained(count: int, on: str, root: str, spread: str, last: str) -> str:
    """Fragments, each of which asks for the next one, in `spread`."""
    parts = [f"fragment F{n} on {on} {{ {spread.replace('$', f'...F{n + 1}')} }}" for n in range(count)]
    return " ".join([root.replace("$", "...F0"), *parts, f"fragment F{count} on {on} {{ {last} }}"])


def circle(count: int) -> str:
    parts = [f"fragment F{n} on Lot {{ ...F{(n + 1) % count} }}" for n in range(count)]
    return " ".join(["{ lots { ...F0 } }", *parts])


def aliased(count: int, asked: str) -> str:
    return " ".join(f"a{n}: {asked}" for n in range(count))


def deep(levels: int) -> Body:
    value = b"[" * levels + b"1" + b"]" * levels
    return b'{"query":"query($v: [String]) { lots(esfArea: $v) { code } }","variables":{"v":' + value + b"}}"


def _attacks() -> Iterator[Attack]:
    yield Attack("an operation 50 levels deep", lambda: query(nested(50)), "too-deep")
    yield Attack(
        "one 490 levels deep",
        lambda: query("{ lots " + "{ ... " * 490 + "{ code }" + " }" * 491),
        "too-deep",
    )
    yield Attack("10,000 aliases", lambda: query("{ " + aliased(10_000, "lots { code }") + " }"), "too-long")
    yield Attack(
        "1,300 aliases", lambda: query("{ lots { " + aliased(1_300, "code") + " } }"), "too-many-aliases"
    )
    yield Attack(
        "fragments that double 40 times, downwards",
        lambda: query(
            chained(
                40, "Lot", "{ lots { $ } }", "providers { lots { $ } } a: providers { lots { $ } }", "code"
            )
        ),
        "too-deep",
    )
    yield Attack(
        "fragments that double 200 times, side by side",
        lambda: query(chained(200, "Lot", "{ lots { $ } }", "$ $", "code")),
        "too-many-repeats",
    )
    yield Attack(
        "a chain of 480 fragments",
        lambda: query(chained(480, "Query", "{ $ }", "$", "__typename")),
        "too-deep",
    )
    yield Attack("a circle of 2 fragments", lambda: query(circle(2)), "invalid-operation")
    yield Attack("a circle of 480 fragments", lambda: query(circle(480)), "too-deep")
    yield Attack("1,000 operations in an array", lambda: b"[" + b"{}," * 999 + b"{}]", "no-batches")
    yield Attack(
        "a query of 5 MB", lambda: query("{ lots { code } } #" + "x" * 5 * MIB), "too-large", status=413
    )
    yield Attack(
        "a query as large as a body may be",
        lambda: query('{ lot(code: "' + "x" * 250 * KIB + '") { code } }'),
        "too-long",
    )
    yield Attack(
        "a block string of 31,000 lines",
        lambda: query('{ lot(code: """' + "\n" * 31_000 + '""") { code } }'),
        None,
        status=200,
    )
    wide = "providers { name caseload { open } lots { code referrals { received } caseload { open } } }"
    yield Attack(
        "as much as is allowed",
        lambda: query(f'{{ lot(code: "Powys") {{ {aliased(25, wide)} }} }}'),
        None,
        status=200,
    )
    yield Attack("variables 100,000 levels deep", lambda: deep(100_000), "unreadable")
    yield Attack("variables 900 levels deep", lambda: deep(900), "invalid-operation")
    yield Attack("3,900 words that are no field", _words(3_900), "invalid-operation")
    yield Attack("10,000 times __typename", lambda: query("{ " + "__typename " * 10_000 + "}"), "too-long")
    yield Attack(
        "2,800 times __typename", lambda: query("{ " + "__typename " * 2_800 + "}"), "too-many-repeats"
    )
    yield Attack(
        "25 times __typename under other names",
        lambda: query("{ " + aliased(25, "__typename") + " }"),
        "too-many-root-fields",
    )
    yield Attack("10,000 representations", _representations(10_000), "too-large", status=413)
    yield Attack("5,000 representations", _representations(5_000), "invalid-operation")
    yield Attack(
        "a list that may become a million",
        lambda: query(
            "query($n: Int!) { referrals(first: $n) { nodes { provider { lots { providers { id } } } } } }",
            n=10_000,
        ),
        "too-costly",
    )
    yield Attack(
        "the schema 380 times over",
        lambda: query("{ __schema { " + aliased(380, "types { name fields { name } }") + " } }"),
        "renamed-introspection",
    )
    yield Attack(
        "the schema, nested",
        lambda: query("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"),
        "invalid-operation",
    )
    yield Attack(
        "the schema, by an outsider",
        lambda: query(get_introspection_query()),
        "no-introspection",
        claims=OUTSIDER,
    )
    yield Attack(
        "a misspelt name, by an outsider", lambda: query("{ lott }"), "invalid-operation", claims=OUTSIDER
    )


def _representations(count: int) -> Callable[[], Body]:
    return lambda: query(
        "query($of: [_Any!]!) { _entities(representations: $of) { __typename } }",
        of=[{"__typename": "Lot", "code": f"{n}"} for n in range(count)],
    )


def _words(count: int) -> Callable[[], Body]:
    return lambda: query("{ lots { " + " ".join(f"x{n}" for n in range(count)) + " } }")


ATTACKS = list(_attacks())
