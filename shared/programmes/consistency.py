"""Checks what the entries of a programme say of each other, and of themselves."""

from collections.abc import Iterator, Mapping, Set

from shared.programmes.measures import Category
from shared.programmes.model import Programme

PARTICIPATION = "participation"
"""The measure that counts people; every other measure is the code of a category."""

Mistake = tuple[tuple[str | int, ...], str]
"""The place of an entry, and what is wrong with it."""


def mistakes(programme: Programme) -> Iterator[Mistake]:
    """Every mistake that a single entry's type does not show."""
    for place, category in enumerate(programme.categories):
        for entry, wrong in _in_category(category):
            yield ("categories", place, entry), wrong
    yield from _amounts(programme)
    yield from _not_declared(programme)
    codes = [each.code for each in programme.categories]
    if len(set(codes)) != len(codes):
        yield ("categories",), "a code is there twice"
    for code in {each.code for each in programme.authorities}:
        until = [each.ends_on for each in programme.authorities if each.code == code]
        *earlier, last = until
        if last is not None or None in earlier or earlier != sorted(set(earlier), key=str):
            yield ("authorities",), f"the entries of {code} must follow one another, the last without an end"
    ends = [each.ends_on for each in programme.quarters]
    if ends != sorted(set(ends)):
        yield ("quarters",), "must end one after another"


def _in_category(category: Category) -> Iterator[tuple[str, str]]:
    if (category.window is None) == (category.status_after_exit is None):
        yield "window", "exactly one of window and status_after_exit is needed"
    elif (category.window is not None) != bool(category.kinds or category.parts):
        yield "kinds", "needed with a window, and only there"
    elif not category.must_have_left and not (category.window and category.window.opens == "registration"):
        yield "must_have_left", "what is counted from the exit needs one"


def _amounts(programme: Programme) -> Iterator[Mistake]:
    amounts = [
        *((("targets", place), each) for place, each in enumerate(programme.targets)),
        *(
            (("profiles", version, "at", place), each)
            for version, profile in enumerate(programme.profiles)
            for place, each in enumerate(profile.at)
        ),
    ]
    for at, amount in amounts:
        if (amount.number is None) == (amount.lots is None):
            yield (*at, "number"), "either number or lots are needed"
        elif (amount.esf_area is None) != (amount.strand is None):
            yield (*at, "strand"), "esf_area and strand go together"
        elif amount.lots is not None and amount.strand is None:
            yield (*at, "lots"), "are of an esf_area and a strand"
    asked = [
        (each.applies_from, each.measure, each.esf_area, each.strand, lot)
        for each in programme.targets
        for lot in (each.lots or [None])
    ]
    if len(set(asked)) != len(asked):
        yield ("targets",), "the same target is set twice"


def _not_declared(programme: Programme) -> Iterator[Mistake]:
    """Codes that are used and never declared."""
    lots = {each.code for each in programme.lots}
    areas = {each.code for each in programme.esf_areas}
    strands = {each.code for each in programme.strands}
    categories = {each.code for each in programme.categories}
    quarters = {each.code for each in programme.quarters}
    providers = {each.name for each in programme.providers}
    cells = {(each.esf_area, each.strand, lot) for each in programme.operations for lot in each.lots}
    amounts = [*programme.targets, *(amount for each in programme.profiles for amount in each.at)]
    unknown: Mapping[str, Set[object]] = {
        "lots": {lot for each in programme.operations for lot in each.lots} - lots,
        "deliveries": {each.lot for each in programme.deliveries} - lots
        | {each.provider for each in programme.deliveries if each.provider} - providers
        | {each.strand for each in programme.deliveries if each.strand} - strands,
        "consortia": {lot for each in programme.consortia for lot in each.lots} - lots
        | {name for each in programme.consortia for name in each.providers} - providers,
        "adjoining": {lot for pair in programme.adjoining for lot in pair} - lots,
        "authorities": {each.lot for each in programme.authorities} - lots
        | {each.esf_area for each in programme.authorities} - areas,
        "esf_areas": {each.esf_area for each in programme.operations} - areas,
        "strands": {each.strand for each in programme.operations} - strands,
        "operations": {(each.esf_area, each.strand, lot) for each in amounts for lot in each.lots or {}}
        - cells
        | {(each.esf_area, each.strand) for each in amounts if each.esf_area is not None}
        - {(each.esf_area, each.strand) for each in programme.operations},
        "measures": {each.measure for each in amounts} - categories - {PARTICIPATION},
        "quarters": {each.quarter for profile in programme.profiles for each in profile.at} - quarters,
        "categories": {code for each in programme.exclusive for code in each.categories} - categories,
        "exclusive": {each.not_if_led_to for each in programme.categories if each.not_if_led_to}
        - {each.code for each in programme.exclusive},
    }
    for entry, codes in unknown.items():
        if codes:
            yield (entry,), f"not declared: {sorted(str(code) for code in codes)}"
