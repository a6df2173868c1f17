"""What one run was to show, and what it showed."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from tests.verification.fault_injection.verdict import Found


@dataclass(frozen=True, slots=True)
class Size:
    bus: Literal["postgres", "kafka"]
    facts: int
    faults: int
    seed: int


@dataclass
class Proof:
    """What a run showed. `kept` says for each invariant what was counted against it, which has to be 0;
    `controls` how many failures of the kind to be expected each brought, which must not be 0."""

    size: Size
    facts: int = 0
    acknowledged: int = 0
    seconds: float = 0
    faults: Counter[str] = field(default_factory=Counter)
    kept: dict[str, int] = field(default_factory=dict)
    evidence: dict[str, int] = field(default_factory=dict)
    """How often it showed that the faults had done what they should."""
    controls: dict[str, tuple[int, Found]] = field(default_factory=dict)
    fell: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not any(self.kept.values()) and all(seen for seen, _ in self.controls.values())

    def add(self, found: Found, what: str) -> None:
        for failure in ("lost", "duplicated", "inverted", "invented"):
            self.kept[f"{what}: {failure}"] = getattr(found, failure)
