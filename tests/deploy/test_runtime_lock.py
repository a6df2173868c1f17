"""What the image installs is what the code needs to run: nothing is missing, and nothing tests or builds."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.compose_page import ROOT

FOLDERS = ("shared", "services", "gateway", "deploy")


def locked(file: str) -> dict[str, str]:
    """The packages that a lock pins, with their versions."""
    return dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / file).read_text(), re.MULTILINE))


def asked_for(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {re.split(r"[\[<>=~! ]", line)[0] for line in lines if line and line[0] not in "#-"}


def imported() -> dict[str, Path]:
    """The packages of others that our code imports, each with a file that does."""
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                found |= {name.partition(".")[0]: path for name in names}
    ours = {*FOLDERS, *sys.stdlib_module_names}
    return {name: path for name, path in found.items() if name not in ours}


def test_no_tool_for_testing_checking_or_building_is_in_the_image() -> None:
    runtime = locked("runtime.lock")
    assert runtime.keys() >= asked_for("requirements.in")
    assert runtime.keys() & (asked_for("dev.in") | {"uv", "pip", "setuptools", "pluggy", "coverage"}) == set()


def test_both_locks_pin_the_same_versions() -> None:
    assert locked("runtime.lock").items() <= locked("requirements.lock").items()


def test_every_pinned_package_has_a_hash() -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", (ROOT / "runtime.lock").read_text(), flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_everything_that_the_code_imports_is_in_the_image() -> None:
    distributions = packages_distributions()
    runtime = {name.replace("_", "-").lower() for name in locked("runtime.lock")}
    missing = {
        name: str(path.relative_to(ROOT))
        for name, path in imported().items()
        if not any(each.replace("_", "-").lower() in runtime for each in distributions.get(name, ()))
    }
    assert missing == {}


def test_the_image_installs_the_lock_of_what_runs_and_no_other() -> None:
    said = (ROOT / "deploy" / "Dockerfile").read_text()
    assert "--require-hashes -p /venv runtime.lock" in said
    assert "requirements.lock" not in said
    assert "/tools" not in said[said.rindex("FROM ") :]
