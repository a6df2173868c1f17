"""Every house rule and every import contract reports what it forbids, and passes what it allows."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import lints

ROOT = Path(__file__).parent.parent
OPENING = '"""Decides."""\n'
REGISTRY = "https://py" + "pi.org/simple"

Tree = Callable[[dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Makes a repository of files."""

    def make(contents: dict[str, str]) -> Path:
        subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
        for name, text in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return make


FORBIDDEN = {
    "a file of two ideas": ("shared/long.py", OPENING + "pass\n" * lints.LONGEST, "two ideas"),
    "an empty name": ("shared/utils.py", OPENING, "name what it decides"),
    "an empty name of a folder": ("gateway/helpers/paths.py", OPENING, "name what it decides"),
    "a metaphor": ("shared/bell.py", OPENING, "use its word"),
    "no opening sentence": ("shared/clock.py", "SECONDS = 1\n", "does not open with a sentence"),
    "a function in a package": ("shared/web/__init__.py", OPENING + "def f() -> None: ...\n", "holds logic"),
    "a domain with a framework": (
        "services/referrals/domain/rules.py",
        OPENING + "import pydantic\n",
        "imports pydantic",
    ),
    "a domain with a contract": (
        "services/referrals/domain/rules.py",
        OPENING + "from shared.contracts import referral\n",
        "imports shared.contracts.referral",
    ),
    "a domain with another service's": (
        "services/referrals/domain/rules.py",
        OPENING + "from services.outcomes.domain.claims import Claim\n",
        "imports services.outcomes.domain.claims.Claim",
    ),
    "a domain that climbs": (
        "services/referrals/domain/rules.py",
        OPENING + "from ..store import referrals\n",
        "imports ..store.referrals",
    ),
    "a rule with a clock": (
        "services/referrals/domain/rules.py",
        OPENING + "import datetime\nNOW = datetime.date.today()\n",
        "reads the clock",
    ),
    "SQL outside a store": (
        "services/referrals/commands.py",
        OPENING + 'ALL = "SELECT * FROM referral"\n',
        "speaks SQL",
    ),
    "a route with a row": (
        "services/referrals/api.py",
        OPENING + "from services.referrals.tables import ReferralRow\n",
        "ask a command or a query",
    ),
    "a type of the graph with a store": (
        "services/referrals/subgraph/entities.py",
        OPENING + "from services.referrals.store import referrals\n",
        "ask a command or a query",
    ),
    "a test that sleeps": ("tests/test_it.py", OPENING + "import time\ntime.sleep(1)\n", "sleeps"),
    "a registry": ("docs/joining.md", f"Install from {REGISTRY}.\n", "names a package registry"),
}


@pytest.mark.parametrize(("path", "text", "sentence"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_a_rule_forbids_is_reported_with_its_place(
    tree: Tree, path: str, text: str, sentence: str
) -> None:
    [said] = lints.violations(tree({path: text}))
    assert said.startswith(path)
    assert sentence in said


ALLOWED = {
    "shared/web/__init__.py": OPENING + 'from shared.web import problems\n\n__all__ = ["problems"]\n',
    "services/referrals/domain/rules.py": OPENING
    + "from datetime import date\nfrom shared import refusal\nfrom shared.refusal import Refusal\n"
    + "from shared.contracts import vocabulary\nfrom shared.contracts.vocabulary import Lot\n"
    + "from services.referrals.domain.referral import Referral\n",
    "services/referrals/store/referrals.py": OPENING + 'ALL = "SELECT * FROM referral"\n',
    "services/referrals/commands.py": OPENING + "from shared.clock import now\n",
    "shared/empty.py": "",
    "tests/eventually.py": OPENING + "import time\ntime.sleep(1)\n",
    "tests/front.py": OPENING,
}


def test_what_the_rules_allow_passes(tree: Tree) -> None:
    assert lints.violations(tree(ALLOWED)) == []


BROKEN_CONTRACTS = {
    "The launcher is on top": ("shared/clock.py", "import deploy.topology"),
    "Services meet in shared/contracts": (
        "services/referrals/domain/__init__.py",
        "import services.outcomes.domain",
    ),
    "The kit has floors": ("shared/ids.py", "import shared.unit_of_work"),
    "Nothing in the kit goes in a circle": ("shared/web/json_pointers.py", "import shared.web.problems"),
    "Within a service imports run one way": ("services/outcomes/tables.py", "import services.outcomes.app"),
    "The command line is above the launcher": ("deploy/entrypoints.py", "import deploy.localrun.run"),
    "Within a local run imports run one way": ("deploy/localrun/keys.py", "import deploy.localrun.run"),
    "The demonstration is invented without a platform": (
        "deploy/demo/person.py",
        "import deploy.demo.client",
    ),
    "The federation engine knows nothing of the kit": (
        "gateway/federation/error_messages.py",
        "import shared.clock",
    ),
    "Within the federation engine imports run one way": (
        "gateway/federation/selections.py",
        "import gateway.federation.engine",
    ),
    "Within the gateway imports run one way": ("gateway/routes.py", "import gateway.app"),
    "The domain is pure": ("services/employers/domain/__init__.py", "import fastapi"),
}
"""By the first words of each contract: a module, and an import that breaks the contract."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy in which every contract is broken."""
    copy = tmp_path_factory.mktemp("contracts")
    for package in ("services", "gateway", "shared", "deploy"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for path, statement in BROKEN_CONTRACTS.values():
        with (copy / path).open("a") as module:
            module.write(f"\n{statement}\n")
    linter = Path(sys.executable).parent / "lint-imports"
    said = subprocess.run([linter, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False)
    assert said.returncode == 1, said.stdout + said.stderr
    return " ".join(said.stdout.split())


@pytest.mark.parametrize("contract", BROKEN_CONTRACTS)
def test_a_broken_import_contract_is_reported(report: str, contract: str) -> None:
    assert f"{contract}" in report
    summary = report.partition(f"{contract}")[2]
    assert summary.index("BROKEN") < summary.index("KEPT") if "KEPT" in summary else "BROKEN" in summary


def test_every_import_contract_has_a_test_that_breaks_it() -> None:
    names = [
        line.partition("= ")[2].strip('"')
        for line in (ROOT / "pyproject.toml").read_text().splitlines()
        if line.startswith("name = ") and "dolen" not in line
    ]
    assert len(names) == len(BROKEN_CONTRACTS)
    assert all(any(name.startswith(words) for words in BROKEN_CONTRACTS) for name in names)
