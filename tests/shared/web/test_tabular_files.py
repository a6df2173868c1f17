"""What is written as a table is read as it was written: text stays text."""

import io
import zipfile
from datetime import UTC, datetime

from shared.web.spreadsheets import read_sheet
from shared.web.tabular_files import Sheet, write_csv, write_xlsx

AT = datetime(2019, 1, 31, tzinfo=UTC)
TEXTS = ["=1+1", "{=SUM(A1)}", "https://example.org/", "+44", "@x", "Siân", "00123"]


async def test_a_text_that_looks_like_a_formula_or_an_address_is_a_text() -> None:
    book = write_xlsx([Sheet("One", ["a"], [{"a": each} for each in TEXTS])], created=AT)
    assert [cells for _, cells in await read_sheet(book, most_rows=50)] == [
        ["a"],
        *([each] for each in TEXTS),
    ]
    inside = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside
    assert "hyperlink" not in inside


def test_the_same_rows_are_the_same_workbook() -> None:
    sheets = [Sheet("One", ["a"], [{"a": 1}])]
    assert write_xlsx(sheets, created=AT) == write_xlsx(sheets, created=AT)


def test_what_there_is_none_of_is_an_empty_field() -> None:
    assert write_csv(["a", "b"], [{"a": None, "b": "one, two"}]) == 'a,b\r\n,"one, two"\r\n'
