"""Shape of the catalogue of tables: what each one tells, by what it is split, in which units, in both
languages."""

from typing import Self

from pydantic import BaseModel

from services.outcomes.domain.programme import Programme
from services.outcomes.figures import labels, tidy_table
from services.outcomes.figures.published_table import PublishedTable, Row
from services.outcomes.figures.registry import TABLES
from services.outcomes.programmes import all_programmes
from shared.programmes.entries import Bilingual


class DimensionOut(BaseModel):
    """What the rows of a table are about."""

    dimension: str
    label: Bilingual


class FigureOut(BaseModel):
    """What a table tells of each row, by its code in the tidy table; `unit` is null where the row says
    it."""

    figure: str
    label: Bilingual
    unit: Bilingual | None


class TableOut(BaseModel):
    """An entry of the catalogue."""

    table: str
    description: Bilingual
    source: str
    known_then: bool
    dimensions: list[DimensionOut]
    figures: list[FigureOut]

    @classmethod
    def of(cls, table: PublishedTable, rows: list[Row]) -> Self:
        told = tidy_table.described(table.name, rows)
        return cls(
            table=table.name,
            description=Bilingual(en=table.description.en, cy=table.description.cy),
            source=table.source,
            known_then=table.keeps_known_then,
            dimensions=[
                DimensionOut(dimension=each, label=_label("columns", each)) for each in told.dimensions
            ],
            figures=[
                FigureOut(figure=each, label=_label("figures", each), unit=_unit(labels.unit(each)))
                for each in told.figures
            ],
        )


class CatalogueOut(BaseModel):
    """The tables that there are: all, or those of a programme; one that would have no row is none of its."""

    programme: str | None
    """The one that was asked about; null for all."""
    tables: list[TableOut]

    @classmethod
    def of(cls, code: str | None) -> Self:
        asked = [each for each in all_programmes().values() if code in (None, each.code)]
        tables = []
        for table in TABLES.values():
            rows = next(filter(None, (_rows_of_nobody(table, each) for each in asked)), None)
            if rows is not None:
                tables.append(TableOut.of(table, rows))
        return cls(programme=code, tables=tables)


def _rows_of_nobody(table: PublishedTable, programme: Programme) -> list[Row]:
    rows, _ = table.shape(programme, programme.starts_on, [()] * len(table.questions))
    return rows


def _label(section: str, code: str) -> Bilingual:
    return Bilingual(en=labels.label(section, code, "en"), cy=labels.label(section, code, "cy"))


def _unit(code: str) -> Bilingual | None:
    return None if code == labels.OF_ITS_KIND else _label("units", code)
