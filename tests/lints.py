"""House rules that no ready-made linter knows; each says what it prevents. `make check` runs them."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST = 320
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
HOSTS = re.compile(r"py[p]i\.(org|io)|python[h]osted|registry\.np[m]js|repo1?\.mave[n]")


def tracked(*endings: str) -> list[Path]:
    """The files git tracks or would track, with one of these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [Path(name) for name in listed if name.endswith(endings) and (ROOT / name).is_file()]


def one_idea_per_file() -> Iterator[str]:
    for path in tracked(".py"):
        lines = len((ROOT / path).read_text().splitlines())
        if lines > LONGEST:
            yield f"{path} has {lines} lines: past about 300 it is two ideas; make it a folder."


def names_that_say_something() -> Iterator[str]:
    for path in tracked(".py"):
        if EMPTY_NAMES & {part.removesuffix(".py") for part in path.parts}:
            yield f"{path}: nobody finds a rule in a room called so; name what it decides."


def modules_say_what_they_decide() -> Iterator[str]:
    for path in tracked(".py"):
        tree = ast.parse((ROOT / path).read_text())
        if tree.body and not ast.get_docstring(tree):
            yield f"{path} does not open with a sentence that says what it decides."


def rules_are_handed_the_time() -> Iterator[str]:
    """A rule that reads the clock or makes an id cannot be tested, nor told as known then."""
    for path in tracked(".py"):
        if "domain" not in path.parts or path.parts[0] != "services":
            continue
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today", "uuid4", "uuid7"}:
                yield f"{path}:{node.lineno} reads the clock or makes an id: rules are handed both."


def only_stores_speak_sql() -> Iterator[str]:
    statement = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b")
    for path in tracked(".py"):
        if path.parts[0] != "services" or {"store", "migrations"} & {
            p.removesuffix(".py") for p in path.parts
        }:
            continue
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value):
                yield f"{path}:{node.lineno} speaks SQL: that is the store's room."


def nothing_of_one_machine() -> Iterator[str]:
    """An address of a registry or a path of one machine ties everybody to it."""
    for path in tracked(".py", ".md", ".toml", ".yml", ".in", ".lock", "Makefile", ".json", ".po"):
        for number, line in enumerate((ROOT / path).read_text().splitlines(), start=1):
            if HOSTS.search(line):
                yield f"{path}:{number} names a package registry."


def tests_wait_for_what_they_need() -> Iterator[str]:
    """A test that waits for the clock is slow on a good day and fails on a bad one."""
    for path in tracked(".py"):
        if path.parts[0] != "tests" or path.name == "eventually.py":
            continue
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "asyncio.sleep"}:
                yield f"{path}:{node.lineno} sleeps; wait for the thing itself, under a deadline."


RULES: tuple[Callable[[], Iterator[str]], ...] = (
    one_idea_per_file,
    names_that_say_something,
    modules_say_what_they_decide,
    rules_are_handed_the_time,
    only_stores_speak_sql,
    nothing_of_one_machine,
    tests_wait_for_what_they_need,
)


def main() -> None:
    said = [sentence for rule in RULES for sentence in rule()]
    if said:
        sys.exit("\n".join(said))


if __name__ == "__main__":
    main()
