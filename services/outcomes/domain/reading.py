"""Turns a programme's data into a `Programme`, or says which entry is wrong and why."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.outcomes.domain.programme import (
    PARTICIPATION,
    Amount,
    Bilingual,
    Category,
    Cell,
    Condition,
    Exclusive,
    Line,
    Part,
    Profile,
    Programme,
    Quarter,
    StatusAfterExit,
    Strand,
    Window,
)
from services.outcomes.domain.table import ProgrammeInvalid, Table


def parse(data: Mapping[str, Any]) -> Programme:
    """The programme that `data` (a TOML document, read) describes.

    Raises ProgrammeInvalid, naming the entry; an entry that nobody reads is an error too."""
    top = Table(data, "programme")
    quarters = tuple(Quarter(each.text("code"), each.day("ends_on")) for each in top.tables("quarters"))
    cells = tuple(_cells(top))
    categories = tuple(_category(each) for each in top.tables("categories"))
    programme = Programme(
        code=top.text("code"),
        name=_name(top),
        fund=top.text("fund"),
        starts_on=top.day("starts_on"),
        esf_areas=tuple((each.text("code"), _name(each)) for each in top.tables("esf_areas")),
        lots=tuple((each.text("code"), _name(each)) for each in top.tables("lots")),
        strands=tuple(
            Strand(each.text("code"), _name(each), each.whole("from_age"), each.whole_if_any("to_age"))
            for each in top.tables("strands")
        ),
        cells=cells,
        categories=categories,
        exclusive=tuple(
            Exclusive(each.text("code"), frozenset(each.texts("categories")))
            for each in top.tables("exclusive", needed=False)
        ),
        quarters=quarters,
        targets=tuple(a for each in top.tables("targets", needed=False) for a in _amounts(each)),
        profiles=tuple(_profile(each) for each in top.tables("profiles", needed=False)),
        characteristics=tuple(_line(each) for each in top.tables("characteristics", needed=False)),
        mandatory=top.texts("mandatory", needed=False),
        indicators=tuple(
            (each.text("code"), each.text("printed")) for each in top.tables("indicators", needed=False)
        ),
    )
    top.close()
    _check(programme)
    return programme


def _name(table: Table) -> Bilingual:
    name = table.table("name")
    return Bilingual(name.text("en"), name.text("cy"))


def _cells(top: Table) -> Iterator[Cell]:
    for operation in top.tables("operations"):
        area, strand = operation.text("esf_area"), operation.text("strand")
        for lot in operation.texts("lots"):
            yield Cell(area, strand, lot)


def _category(table: Table) -> Category:
    parts = tuple(
        Part(each.text("code"), frozenset(each.texts("kinds")))
        for each in table.tables("parts", needed=False)
    )
    kinds = frozenset(table.texts("kinds", needed=False)).union(*(part.kinds for part in parts))
    name = _name(table)
    basis = _basis(table)
    if isinstance(basis, Window) != bool(kinds):
        raise table.wrong("kinds", "needed with a window, and only there")
    must_have_left = table.yes("must_have_left", otherwise=True)
    if not must_have_left and not (isinstance(basis, Window) and basis.opens == "registration"):
        raise table.wrong("must_have_left", "what is counted from the exit needs one")
    return Category(
        code=table.text("code"),
        name=name,
        by_lot=table.text_if_any("by_lot") or name.en,
        progress=table.text_if_any("progress") or name.en,
        basis=basis,
        kinds=kinds,
        parts=parts,
        first_part_wins=table.yes("first_part_wins", otherwise=False),
        conditions=tuple(_condition(each) for each in table.tables("conditions", needed=False)),
        must_have_left=must_have_left,
        not_if_led_to=table.text_if_any("not_if_led_to"),
    )


def _basis(table: Table) -> Window | StatusAfterExit:
    if table.has("window") == table.has("status_after_exit"):
        raise table.wrong("window", "exactly one of window and status_after_exit is needed")
    if table.has("window"):
        window = table.table("window")
        opens = window.text("opens")
        if opens not in ("registration", "exit"):
            raise window.wrong("opens", 'must be "registration" or "exit"')
        return Window(
            window.text("rule"),
            "exit" if opens == "exit" else "registration",
            window.whole_if_any("closes_days_after_exit"),
        )
    status = table.table("status_after_exit")
    return StatusAfterExit(
        rule=status.text("rule"),
        status=status.text("status"),
        months_after_exit=status.whole("months_after_exit"),
        days_before=status.whole("days_before"),
        days_after=status.whole("days_after"),
    )


def _condition(table: Table) -> Condition:
    field = table.text("field")
    if field not in ("labour_market", "strand"):
        raise table.wrong("field", 'must be "labour_market" or "strand"')
    return Condition(
        rule=table.text("rule"),
        field="strand" if field == "strand" else "labour_market",
        one_of=frozenset(table.texts("one_of")),
        finding=table.text_if_any("finding"),
    )


def _amounts(table: Table) -> Iterator[Amount]:
    """Either one number for the whole programme, or one for each lot of an operation."""
    measure = table.text("measure")
    if table.has("number"):
        yield Amount(measure, None, table.whole("number"))
        return
    area, strand = table.text("esf_area"), table.text("strand")
    lots = table.table("lots")
    for lot in lots.names():
        yield Amount(measure, Cell(area, strand, lot), lots.whole(lot))


def _profile(table: Table) -> Profile:
    return Profile(
        applies_from=table.day("applies_from"),
        at=tuple(
            (quarter, amount)
            for each in table.tables("at")
            for quarter in (each.text("quarter"),)
            for amount in _amounts(each)
        ),
    )


def _line(table: Table) -> Line:
    return Line(
        characteristic=table.text("characteristic"),
        value=table.text("value"),
        field=table.text("field"),
        one_of=frozenset(table.texts("one_of")),
    )


def _check(programme: Programme) -> None:
    """What the entries say of each other must fit together."""
    categories = {each.code for each in programme.categories}
    measures = categories | {PARTICIPATION}
    groups = {each.code for each in programme.exclusive}
    quarters = [each.code for each in programme.quarters]
    ends = [each.ends_on for each in programme.quarters]
    amounts = [*programme.targets, *(amount for each in programme.profiles for _, amount in each.at)]
    lots = {code for code, _ in programme.lots}
    areas = {code for code, _ in programme.esf_areas}
    strands = {each.code for each in programme.strands}
    asked = [(each.measure, each.cell) for each in programme.targets]
    problems = (
        ("lots", {each.lot for each in programme.cells} - lots),
        ("esf_areas", {each.esf_area for each in programme.cells} - areas),
        ("strands", {each.strand for each in programme.cells} - strands),
        ("operations", {each.cell for each in amounts if each.cell} - set(programme.cells)),
        ("measures", {each.measure for each in amounts} - measures),
        ("quarters", {quarter for each in programme.profiles for quarter, _ in each.at} - set(quarters)),
        ("categories", {code for each in programme.exclusive for code in each.categories} - categories),
        ("exclusive", {each.not_if_led_to for each in programme.categories if each.not_if_led_to} - groups),
    )
    for where, unknown in problems:
        if unknown:
            raise ProgrammeInvalid(f"programme.{where}: not declared: {sorted(map(str, unknown))}")
    if len(set(categories)) != len(programme.categories):
        raise ProgrammeInvalid("programme.categories: a code is there twice")
    if len(set(asked)) != len(asked):
        raise ProgrammeInvalid("programme.targets: the same target is set twice")
    if ends != sorted(set(ends)):
        raise ProgrammeInvalid("programme.quarters: must end one after another")
