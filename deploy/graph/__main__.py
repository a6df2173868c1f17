"""Composes the supergraph, or with --check says whether it is up to date."""

import argparse
import sys

from deploy.graph.sdl import contributions
from deploy.graph.supergraph import FILE, NotComposed, compose, out_of_date


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; needs no Node")
    parser.add_argument("--print", metavar="SERVICE", help="print one service's schema")
    asked = parser.parse_args()
    known = contributions()
    if asked.print:
        print(next(each.sdl for each in known if each.name == asked.print))
    elif asked.check:
        said = list(out_of_date(FILE.read_text(), known)) if FILE.exists() else ["There is no supergraph."]
        if said:
            sys.exit("\n".join([*said, "Run `make supergraph`."]))
    else:
        try:
            FILE.write_text(compose(known))
        except NotComposed as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
