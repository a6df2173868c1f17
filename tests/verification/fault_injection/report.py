"""How a proof is told: one table, and the page that keeps the last one of every bus."""

from pathlib import Path
from typing import Final

from tests.verification.fault_injection.run_result import Proof

PAGE: Final = Path(__file__).parents[3] / "docs" / "proof.md"

_BUSES: Final = {"postgres": "Over the Postgres log", "kafka": "Over Kafka"}
_OPENING: Final = """\
# The proof

What `make prove` last showed: facts under faults, what was counted against each promise afterwards, and
whether the run could have noticed. `tests/verification/fault_injection` is how. Each bus has the section its
last run wrote.
"""


def told(proof: Proof) -> str:
    """In Markdown, as the section of its bus."""
    size, bound = proof.size, 3 / proof.facts
    lines = [
        f"## {_BUSES[size.bus]}",
        "",
        f"Seed {size.seed}: {proof.facts:,} facts committed, {proof.acknowledged:,} acknowledged,"
        f" {sum(proof.faults.values())} faults, {proof.seconds:.0f} s."
        f" {'**The promise was kept.**' if proof.holds else '**THE PROMISE WAS NOT KEPT.**'}",
        "",
    ]
    if not any(proof.kept.values()):
        lines += [
            f"No failure in {proof.facts:,} facts: were each a trial of its own, fewer than 3/N ="
            f" {bound:.1e} of all facts would fail under such faults, with 95% confidence. Counted by"
            f" faults, N is only"
            f" {sum(proof.faults.values())}.",
            "",
        ]
    lines += ["| promise: counted against it | found |", "|---|---|"]
    lines += [f"| {what} | {found} |" for what, found in proof.kept.items()]
    lines += ["", "| control: has to fail | failures of its kind | all that went wrong |", "|---|---|---|"]
    lines += [f"| {name} | {seen} | {found} |" for name, (seen, found) in proof.controls.items()]
    lines += ["", "| fault | times |", "|---|---|"]
    lines += [f"| {name} | {times} |" for name, times in sorted(proof.faults.items())]
    lines += ["", "| what the faults left behind | times |", "|---|---|"]
    lines += [f"| {what} | {times} |" for what, times in proof.evidence.items()]
    lines += ["", f"Processes that ended without having been made to: {len(proof.fell)}."]
    return "\n".join(lines) + "\n"


def keep(proof: Proof, page: Path = PAGE) -> None:
    """Put it on the page in the place of the last one over the same bus."""
    kept = {}
    if page.exists():
        for section in page.read_text().split("\n## ")[1:]:
            kept[section.splitlines()[0]] = f"## {section.rstrip()}\n"
    kept[_BUSES[proof.size.bus]] = told(proof)
    sections = [kept[title] for title in _BUSES.values() if title in kept]
    page.write_text("\n".join([_OPENING, *sections]))
