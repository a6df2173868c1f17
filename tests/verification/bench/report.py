"""What a bench prints: one line a figure, with the limit it is held against and the ratio to it."""

import statistics
from collections.abc import Sequence


def quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p99, in milliseconds."""
    return statistics.median(seconds) * 1000, quantile(seconds, 0.99) * 1000


def quantile(seconds: Sequence[float], share: float) -> float:
    """The time within which a share of them is."""
    return sorted(seconds)[round(share * (len(seconds) - 1))]


def line(what: str, figure: str, *, limit: str = "", ratio: float | None = None) -> None:
    held = f"   limit {limit:>22}   ratio {ratio:6.3f}" if ratio is not None else ""
    print(f"{what:<52} {figure:>22}{held}", flush=True)


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)
