"""A document in the form somebody asks for: one place that knows the five forms and their names."""

from __future__ import annotations

from wellknit.lib.documents.csvtext import csv_text
from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.html import page
from wellknit.lib.documents.pdf import pdf
from wellknit.lib.documents.tree import Document
from wellknit.lib.documents.xlsx import xlsx

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def printed(document: Document, form: str) -> bytes:
    """The bytes of a document as html, pdf, docx, xlsx or csv (its first table)."""
    match form:
        case "html":
            return page(document).encode()
        case "pdf":
            return pdf(document)
        case "docx":
            return docx(document)
        case "xlsx":
            return xlsx(document)
        case "csv":
            # Where there is a mark it is the first line: a file without pages must not lose it.
            first = f"{document.watermark}\n" if document.watermark else ""
            return (first + "\n".join(csv_text(grid) for grid in document.grids())).encode()
    raise ValueError(f"'{form}' is not one of {', '.join(TYPES)}")
