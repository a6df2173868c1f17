"""A check of dependencies passes only where every package was looked up."""

import pytest

from tests.verification.dependency_audit import ALLOWED, Verdict, conclude, verdict

CLEAN = {"name": "clean", "version": "1", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "not found, and could not be audited"}
KNOWN = {"name": "holed", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}


def test_a_package_that_could_not_be_looked_up_is_unchecked_and_not_clean() -> None:
    assert verdict({"dependencies": [CLEAN, UNKNOWN]}) == Verdict((), ("unknown",))


def test_a_vulnerability_is_told_with_the_version_that_mends_it() -> None:
    found = verdict({"dependencies": [CLEAN, KNOWN]})
    assert conclude(found, {}) == (1, "holed 2: CVE-1, mended in 3")


@pytest.mark.parametrize(("environ", "code"), [({}, 2), ({ALLOWED: "0"}, 2), ({ALLOWED: "1"}, 0)])
def test_without_a_database_the_check_fails_unless_that_is_allowed(
    environ: dict[str, str], code: int
) -> None:
    exit_code, said = conclude(None, environ)
    assert exit_code == code
    assert "no database" in said


def test_a_lock_without_known_vulnerabilities_passes() -> None:
    assert conclude(verdict({"dependencies": [CLEAN]}), {})[0] == 0
