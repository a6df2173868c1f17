"""What the pages show: code blocks, tables and links, read as a reader's eye would find them."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"


def pages() -> list[Path]:
    """Every page of prose that belongs to the project."""
    top = sorted(ROOT.glob("*.md"))
    return [*top, *(page for folder in ("docs", "deploy") for page in sorted((ROOT / folder).rglob("*.md")))]


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)


def section(page: Path, heading: str) -> str:
    """A section's text, from its heading to the next one of the same depth or above. Raises LookupError."""
    depth = len(heading) - len(heading.lstrip("#"))
    _, found, rest = page.read_text().partition(f"\n{heading}\n")
    if not found:
        raise LookupError(f"{page.name} has no section {heading!r}")
    return re.split(rf"^#{{1,{depth}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def without_code(text: str) -> str:
    """The text without its fenced blocks and inline code, where a bracket is no link."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))
