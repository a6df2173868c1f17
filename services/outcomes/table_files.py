"""Represents a published table as files: CSV as printed, tidy CSV, what their columns mean (CSVW), XLSX."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from services.outcomes.figures import labels, tidy_table
from services.outcomes.figures.registry import TABLES
from services.outcomes.programmes import all_programmes
from services.outcomes.queries.published_tables import Figures
from shared.web.tabular_files import Sheet, write_csv, write_xlsx

_CSVW: Final = "http://www.w3.org/ns/csvw"
_NUMBERS: Final = frozenset({"value", *tidy_table.RATIO})
_SHEETS: Final = {"en": ("Table", "Tidy", "Left out"), "cy": ("Tabl", "Taclus", "Hepgorwyd")}


def printed_csv(figures: Figures) -> str:
    """The table in the shape in which it is printed."""
    return write_csv(_printed_columns(figures), figures.rows)


def tidy_csv(figures: Figures, language: str) -> str:
    """The table with one observation a row."""
    return write_csv(tidy_table.columns(figures.table, figures.rows), _observations(figures, language))


def workbook(figures: Figures, language: str) -> bytes:
    """The table as printed, tidy, and what it leaves out, a sheet each (XLSX)."""
    printed, tidy, left_out = _SHEETS[language]
    return write_xlsx(
        [
            Sheet(printed, _printed_columns(figures), figures.rows),
            Sheet(tidy, tidy_table.columns(figures.table, figures.rows), _observations(figures, language)),
            Sheet(
                left_out,
                ["rule", "records"],
                [{"rule": rule, "records": records} for rule, records in sorted(figures.left_out.items())],
            ),
        ],
        created=figures.known_at,
    )


def metadata(figures: Figures, language: str) -> dict[str, Any]:
    """What both CSV files of the table are and what their columns mean (CSVW, a group of two tables). Their
    addresses name the instant at which the figures were known, so that they are the same for ever."""
    described = TABLES[figures.table].description
    asked = urlencode(
        {
            "programme": figures.programme,
            "as-of": figures.as_of.isoformat(),
            **({"known-at": figures.known_at.isoformat()} if TABLES[figures.table].keeps_known_then else {}),
        }
    )
    return {
        "@context": [_CSVW, {"@language": language}],
        "dc:title": labels.in_language(described, language),
        "dc:language": language,
        "dc:temporal": figures.as_of.isoformat(),
        "dc:modified": figures.known_at.isoformat(),
        "tables": [
            {
                "url": f"{figures.table}.csv?{asked}",
                "tableSchema": {
                    "columns": [
                        _printed_column(figures, each, language) for each in _printed_columns(figures)
                    ]
                },
            },
            {
                "url": f"{figures.table}.tidy.csv?{asked}",
                "tableSchema": {
                    "columns": [
                        _tidy_column(each, language)
                        for each in tidy_table.columns(figures.table, figures.rows)
                    ]
                },
            },
        ],
    }


def _printed_columns(figures: Figures) -> list[str]:
    return list(figures.rows[0]) if figures.rows else []


def _observations(figures: Figures, language: str) -> list[Mapping[str, Any]]:
    programme = all_programmes()[figures.programme]
    return list(tidy_table.observations(figures.table, figures.rows, programme, figures.as_of, language))


def _printed_column(figures: Figures, column: str, language: str) -> dict[str, Any]:
    if column in tidy_table.DIMENSIONS or column == "month":
        name = tidy_table.DIMENSIONS.get(column, "period")
        return _column(column, labels.label("columns", name, language), "string")
    spread = tidy_table.SPREAD.get(figures.table)
    figure = spread or labels.figure(column)
    title = labels.label("figures", figure, language)
    return _column(column, f"{title}: {column}" if spread else title, "integer")


def _tidy_column(column: str, language: str) -> dict[str, Any]:
    name = labels.label("columns", column.removesuffix("_label"), language)
    return _column(column, name, "integer" if column in _NUMBERS else "string")


def _column(column: str, title: str, datatype: str) -> dict[str, Any]:
    """The description of a column; CSVW takes no spaces in a name."""
    described = {"name": column.replace(" ", "_"), "titles": column, "dc:title": title, "datatype": datatype}
    return {**described, "null": ""}
