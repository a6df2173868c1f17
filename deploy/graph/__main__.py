"""Composes the supergraph, or with --check says whether it is up to date."""

import argparse
import sys
from collections.abc import Iterator, Sequence

from deploy.graph import released
from deploy.graph.described import idle, undescribed
from deploy.graph.sdl import Contribution, contributions
from deploy.graph.supergraph import FILE, NotComposed, compose, out_of_date
from gateway.federation.supergraph.join_directives import read
from shared.clock import date_in_wales, now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; needs no Node")
    parser.add_argument("--release", action="store_true", help="keep the graph as the one that was released")
    parser.add_argument("--print", metavar="SERVICE", help="print one service's schema")
    asked = parser.parse_args()
    known = contributions()
    if asked.print:
        print(next(each.sdl for each in known if each.name == asked.print))
    elif asked.check:
        said = list(_faults(FILE.read_text(), known)) if FILE.exists() else ["There is no supergraph."]
        if said:
            sys.exit("\n".join(said))
    elif asked.release:
        released.FILE.write_text(released.render(FILE.read_text()))
    else:
        try:
            FILE.write_text(compose(known))
        except NotComposed as error:
            sys.exit(str(error))


def _faults(supergraph: str, known: Sequence[Contribution]) -> Iterator[str]:
    """What is wrong with a supergraph, a sentence each."""
    drifted = list(out_of_date(supergraph, known))
    yield from drifted
    if drifted:
        yield "Run `make supergraph`."
    schema = read(supergraph).public
    yield from undescribed(schema)
    yield from idle(schema)
    yield from released.undated_deprecations(schema)
    yield from released.breaking_changes(released.FILE.read_text(), supergraph, date_in_wales(now()))


if __name__ == "__main__":
    main()
