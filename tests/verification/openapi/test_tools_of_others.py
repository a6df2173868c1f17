"""Linters and a generator that others made read the OpenAPI document without a word against it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.gateway.openapi_document import contract
from tests.patience import patient

_HERE: Final = Path(__file__).parent
_NPM: Final = shutil.which("npm")
_NEVER_ASKED: Final = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}

pytestmark = pytest.mark.skipif(
    _NPM is None and not os.environ.get("CI"), reason="There is no Node here: install it (Debian: npm)."
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document in a file. The tools are installed from the lock, once."""
    if not (_HERE / "node_modules").exists():
        _run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
    file = tmp_path_factory.mktemp("openapi") / "openapi.json"
    file.write_text(json.dumps(contract()))
    return file


def _run(*command: str) -> str:
    """What a command says; it has to succeed."""
    done = subprocess.run(
        command,
        cwd=_HERE,
        env=os.environ | _NEVER_ASKED,
        capture_output=True,
        text=True,
        timeout=patient(120),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _tool(name: str, *arguments: str) -> str:
    return _run(str(_HERE / "node_modules" / ".bin" / name), *arguments)


def test_redocly_finds_nothing_by_its_recommended_rules(document: Path) -> None:
    found = json.loads(_tool("redocly", "lint", "--extends=recommended", "--format=json", str(document)))
    assert (found["totals"], found["problems"]) == ({"errors": 0, "warnings": 0, "ignored": 0}, [])


def test_spectral_finds_nothing_by_its_rules_of_openapi(document: Path) -> None:
    _tool("spectral", "lint", "-r", "spectral.yaml", "--fail-severity=hint", str(document))


def test_typescript_is_generated_for_every_operation(document: Path, tmp_path: Path) -> None:
    _tool("openapi-typescript", str(document), "-o", str(tmp_path / "dolen.d.ts"))
    generated = (tmp_path / "dolen.d.ts").read_text()
    for item in contract()["paths"].values():
        for operation in item.values():
            assert f"    {operation['operationId']}: {{" in generated
    _tool("tsc", "--noEmit", "--strict", "--skipLibCheck", "false", str(tmp_path / "dolen.d.ts"))
