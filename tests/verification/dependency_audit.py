"""Checks the packages of a lock against databases of known vulnerabilities, and fails where none answers.

pip-audit says "no known vulnerabilities" of packages that it could not look up: here, they are unchecked."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DATABASES: Final = ("osv", "pypi")
"""The databases that pip-audit knows, in the order in which they are asked."""
ALLOWED: Final = "DOLEN_AUDIT_WITHOUT_DATABASE"
"""The variable that lets a check pass, where it is 1, that no database could be asked for."""
_WITHIN: Final = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: packages with known vulnerabilities, and those that nobody could be asked about."""

    vulnerable: tuple[str, ...]
    unchecked: tuple[str, ...]


def verdict(report: Mapping[str, Any]) -> Verdict:
    """Return what pip-audit's report says of each package."""
    vulnerable, unchecked = [], []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            unchecked.append(package["name"])
        for found in package.get("vulns", ()):
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            vulnerable.append(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}")
    return Verdict(tuple(vulnerable), tuple(unchecked))


def ask(database: str, lock: Path) -> Verdict | None:
    """Return what a database knows of the packages in `lock`; None where it cannot be reached."""
    options = ("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")
    program = (sys.executable, "-m", "pip_audit", *options, "-r", str(lock), "-s", database)
    try:
        done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=_WITHIN)
        found = verdict(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return None if found.unchecked and not found.vulnerable else found


def conclude(found: Verdict | None, environ: Mapping[str, str]) -> tuple[int, str]:
    """Return the exit code and what to say."""
    if found is None:
        if environ.get(ALLOWED) == "1":
            return (
                0,
                f"NOT CHECKED: no database of vulnerabilities answered, and {ALLOWED}=1 allows that",
            )
        return 2, f"no database of vulnerabilities could be asked: nothing is known. {ALLOWED}=1 allows that"
    if found.vulnerable:
        return 1, "\n".join(found.vulnerable)
    return 0, "no known vulnerability in any package of the lock"


def main() -> None:
    lock = Path(sys.argv[1])
    answers = (ask(database, lock) for database in DATABASES)
    code, said = conclude(next(filter(None, answers), None), os.environ)
    print(said)
    sys.exit(code)


if __name__ == "__main__":
    main()
