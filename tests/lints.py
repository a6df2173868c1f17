"""House rules that no ready-made linter knows; each says what it prevents. `make check` runs them."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

LONGEST: Final = 300
EMPTY_NAMES: Final = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
METAPHORS: Final = {
    "among",
    "bell",
    "begun",
    "chosen",
    "declared",
    "door",
    "draft",
    "folding",
    "front",
    "lifeline",
    "moments",
    "mount",
    "occupancy",
    "others",
    "place",
    "posted",
    "quiet",
    "sets",
    "several",
    "shaper",
    "share",
    "shell",
    "told",
    "touching",
    "turns",
    "unsent",
    "waiting",
}
HOSTS: Final = re.compile(r"py[p]i\.(org|io)|python[h]osted|registry\.np[m]js|repo1?\.mave[n]")
STATEMENT: Final = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b")
DOMAIN_MAY_IMPORT: Final = (
    "shared.refusal",
    "shared.contracts.vocabulary",
    "shared.statistics",
    "shared.calendar",
)
ABOVE_THE_QUERIES: Final = {"api", "clients", "reactions", "schemas", "subgraph", "timers"}
CLOCKS_AND_IDS: Final = {"now", "utcnow", "today", "uuid4", "uuid7"}


@dataclass(frozen=True)
class Source:
    """One Python file, named from the root of the repository."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def names(self) -> set[str]:
        """The names of its folders, and its own without the ending."""
        return {part.removesuffix(".py") for part in self.path.parts}

    @property
    def is_domain(self) -> bool:
        return self.path.parts[0] == "services" and "domain" in self.path.parts


def files(root: Path, *endings: str) -> list[Path]:
    """The files git tracks or would track, with one of these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [Path(name) for name in listed if name.endswith(endings) and (root / name).is_file()]


def sources(root: Path) -> list[Source]:
    return [Source(path, (root / path).read_text()) for path in files(root, ".py")]


def one_idea_per_file(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > LONGEST:
        yield f"{source.path} has {lines} lines: past {LONGEST} it is two ideas; make it a folder."


def names_that_say_something(source: Source) -> Iterator[str]:
    if EMPTY_NAMES & source.names:
        yield f"{source.path}: nobody finds a rule in a room called so; name what it decides."


def names_of_the_field(source: Source) -> Iterator[str]:
    if source.path.parts[0] != "tests" and source.path.stem in METAPHORS:
        yield f"{source.path}: nobody who has read a book of this field searches for that; use its word."


def modules_say_what_they_decide(source: Source) -> Iterator[str]:
    if source.tree.body and not ast.get_docstring(source.tree):
        yield f"{source.path} does not open with a sentence that says what it decides."


def packages_hold_no_logic(source: Source) -> Iterator[str]:
    """Whoever looks for a function looks for a file that is named for it."""
    if source.path.name != "__init__.py":
        return
    for node in source.tree.body:
        if not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign):
            yield f"{source.path}:{node.lineno} holds logic: give it a file with a name of its own."


def domain_imports_nothing_but_words(source: Source) -> Iterator[str]:
    """A rule that knows a database or a web framework cannot be tested, nor read, by itself."""
    if not source.is_domain:
        return
    own = ".".join(source.path.parts[: source.path.parts.index("domain") + 1])
    allowed = (own, *DOMAIN_MAY_IMPORT)
    for line, module in _imported(source.tree):
        known = any(module == name or module.startswith(f"{name}.") for name in allowed)
        if not known and module.split(".")[0] not in sys.stdlib_module_names:
            yield f"{source.path}:{line} imports {module}: rules know the standard library and words only."


def rules_are_handed_the_time(source: Source) -> Iterator[str]:
    """A rule that reads the clock or makes an id cannot be tested, nor told as known then."""
    if not source.is_domain:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS_AND_IDS:
            yield f"{source.path}:{node.lineno} reads the clock or makes an id: rules are handed both."


def only_stores_speak_sql(source: Source) -> Iterator[str]:
    if source.path.parts[0] != "services" or {"store", "migrations"} & source.names:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            yield f"{source.path}:{node.lineno} speaks SQL: that is the store's room."


def nothing_of_the_store_above_the_queries(source: Source) -> Iterator[str]:
    """A route or a field that knows a row cannot be moved, nor read, without the table."""
    if source.path.parts[0] != "services" or not ABOVE_THE_QUERIES & source.names:
        return
    service = ".".join(source.path.parts[:2])
    for line, module in _imported(source.tree):
        if module.startswith((f"{service}.store", f"{service}.tables")):
            yield f"{source.path}:{line} imports {module}: ask a command or a query."


def tests_wait_for_what_they_need(source: Source) -> Iterator[str]:
    """A test that waits for the clock is slow on a good day and fails on a bad one."""
    if source.path.parts[0] != "tests" or source.path.name == "eventually.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "asyncio.sleep", "sleep"}:
            yield f"{source.path}:{node.lineno} sleeps; wait for the thing itself, under a deadline."


def nothing_of_one_machine(root: Path) -> Iterator[str]:
    """An address of a registry or a path of one machine ties everybody to it."""
    for path in files(root, ".py", ".md", ".toml", ".yml", ".in", ".lock", "Makefile", ".json", ".po"):
        for number, line in enumerate((root / path).read_text().splitlines(), start=1):
            if HOSTS.search(line):
                yield f"{path}:{number} names a package registry."


RULES: Final[tuple[Callable[[Source], Iterator[str]], ...]] = (
    one_idea_per_file,
    names_that_say_something,
    names_of_the_field,
    modules_say_what_they_decide,
    packages_hold_no_logic,
    domain_imports_nothing_but_words,
    rules_are_handed_the_time,
    only_stores_speak_sql,
    nothing_of_the_store_above_the_queries,
    tests_wait_for_what_they_need,
)


def violations(root: Path) -> list[str]:
    """A sentence for every place in the tree that breaks a rule."""
    found = [sentence for source in sources(root) for rule in RULES for sentence in rule(source)]
    return [*found, *nothing_of_one_machine(root)]


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each import's line and module; a relative one is written with its dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            # `from shared.contracts import vocabulary` imports the module that it names
            yield from ((node.lineno, f"{module}.{each.name}") for each in node.names)


def main() -> None:
    said = violations(Path(__file__).parent.parent)
    if said:
        sys.exit("\n".join(said))


if __name__ == "__main__":
    main()
