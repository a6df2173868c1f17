"""Spreadsheet files for tests, as spreadsheets save them and as nobody should."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>
<office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet>
</office:body></office:document-content>"""

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def xlsx(*rows: Sequence[Any]) -> bytes:
    """A workbook of one sheet; a text that begins with "=" is a formula that comes to 2."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell.replace(tzinfo=None), dated)
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(row, column, cell, None, 2)
                else:
                    sheet.write(row, column, cell)
    return file.getvalue()


def ods(*rows: Sequence[str], repeated: int = 1) -> bytes:
    """An OpenDocument sheet of texts; its last row stands there `repeated` times."""
    written = []
    for number, cells in enumerate(rows, start=1):
        times = f' table:number-rows-repeated="{repeated}"' if number == len(rows) else ""
        inside = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        written.append(f"<table:table-row{times}>{inside}</table:table-row>")
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": _MANIFEST,
            "content.xml": _CONTENT.format(rows="".join(written)),
        }
    )


def zipped(files: dict[str, str]) -> bytes:
    """An archive of these files, compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text, None if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def with_sheet(book: bytes, sheet: str) -> bytes:
    """The same workbook with another sheet in it."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    return zipped({**files, SHEET: sheet})


def far_away() -> bytes:
    """A small workbook with a cell at the far end of the sheet: whoever makes room for all in between has
    seventeen thousand million cells."""
    return with_sheet(
        xlsx(["id"]),
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="str"><v>id</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>',
    )


def bomb() -> bytes:
    """A workbook of two megabytes whose sheet unfolds to two thousand."""
    filler = " " * 100_000_000
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(io.BytesIO(xlsx(["id"]))) as book:
            for name in book.namelist():
                if name != SHEET:
                    archive.writestr(name, book.read(name))
        with archive.open(SHEET, "w") as sheet:
            sheet.write(b"<worksheet><sheetData><row><c><v>")
            for _ in range(20):
                sheet.write(filler.encode())
            sheet.write(b"</v></c></row></sheetData></worksheet>")
    return file.getvalue()
