"""A composed paper as a file for the browser: PDF, Word or HTML, never kept by it."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse

from wellknit.lib.documents.docx import docx
from wellknit.lib.documents.html import page
from wellknit.lib.documents.pdf import pdf
from wellknit.lib.documents.tree import Document
from wellknit.lib.tables import Table, csv_bytes, xlsx_bytes

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
TABLE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A file of ours runs nothing and fetches nothing; styles and drawn signatures stand inside.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def made(document: Document, form: str) -> bytes:
    """The bytes in one of the three forms."""
    return {"pdf": pdf, "docx": docx, "html": lambda d: page(d).encode()}[form](document)


def table_file(table: Table, kind: str) -> HttpResponse:
    """A table as CSV or a workbook, under its own name."""
    body = csv_bytes(table) if kind == "csv" else xlsx_bytes([table])
    return response_of(body, TABLE_TYPES[kind], f"{table.id}.{kind}")


def digest(body: bytes) -> str:
    """SHA-256, in hexadecimal, for the row that says that this left."""
    return hashlib.sha256(body).hexdigest()


def response_of(body: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file under a name that carries a code and never a person's name."""
    policy = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
        if media_type == TYPES["pdf"]
        else POLICY
    )
    return HttpResponse(body, content_type=media_type, headers={
        "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
        "Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": policy,
    })  # fmt: skip


def file_of(document: Document, form: str, name: str, *, inline: bool = False) -> tuple[HttpResponse, bytes]:
    """The response and its bytes."""
    body = made(document, form)
    return response_of(body, TYPES[form], f"{name}.{form}", inline=inline and form != "docx"), body
