"""Every direct dependency has a page that says why it is there, and every page tells of one that is."""

import re

from tests.docs.examples import DOCS, ROOT


def asked_for() -> set[str]:
    """The packages in requirements.in and dev.in, and the tool that installs them."""
    names = {"uv"}
    for file in ("requirements.in", "dev.in"):
        for line in (ROOT / file).read_text().splitlines():
            if line and line[0] not in "#-":
                names.add(re.split(r"[\[<>=~! ]", line)[0])
    return names


def explained() -> list[str]:
    """The packages in the licence tables: rows whose first cell is a name in code."""
    return [
        name
        for page in sorted((DOCS / "decisions").glob("*-dependencies-*.md"))
        for name in re.findall(r"^\| `([\w.-]+)` \|", page.read_text(), re.MULTILINE)
    ]


def test_every_dependency_is_explained_once() -> None:
    assert sorted(explained()) == sorted(asked_for())
