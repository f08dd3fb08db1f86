"""One ``Table`` object → HTML context, CSV, XLSX, plain text, Word, Typst."""

from wellknit.lib.tables.as_csv import csv_bytes, csv_text
from wellknit.lib.tables.as_docx import add_table, docx_bytes
from wellknit.lib.tables.as_html import html_context
from wellknit.lib.tables.as_text import plain_text
from wellknit.lib.tables.as_typst import typst_source
from wellknit.lib.tables.as_xlsx import xlsx_bytes
from wellknit.lib.tables.matrix import Axis, matrix
from wellknit.lib.tables.model import (
    INCOMPLETE,
    MARKERS,
    NOT_APPLICABLE,
    NOT_RECOVERABLE,
    NOT_REPORTED,
    SUPPRESSED,
    WITHHELD,
    Cell,
    Column,
    Footnote,
    Marker,
    Row,
    Source,
    Table,
    TableError,
    row_of,
)
from wellknit.lib.tables.totals import total_of, with_totals

__all__ = [
    "INCOMPLETE",
    "MARKERS",
    "NOT_APPLICABLE",
    "NOT_RECOVERABLE",
    "NOT_REPORTED",
    "SUPPRESSED",
    "WITHHELD",
    "Axis",
    "Cell",
    "Column",
    "Footnote",
    "Marker",
    "Row",
    "Source",
    "Table",
    "TableError",
    "add_table",
    "csv_bytes",
    "csv_text",
    "docx_bytes",
    "html_context",
    "matrix",
    "plain_text",
    "row_of",
    "total_of",
    "typst_source",
    "with_totals",
    "xlsx_bytes",
]
