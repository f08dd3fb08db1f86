"""Uploads are encrypted while they arrive: no clear copy ever lies in a temporary folder.

The bytes go to the spool in sealed pieces of 64 KiB under a key of their own; the key itself is
sealed with the vault's ring when the file is kept, and forgotten when it is not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

PIECE = 64 * 1024
LARGEST = 25 * 1024 * 1024


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class SealedWriter:
    """Writes a stream as numbered sealed pieces; the last one is marked, so cutting it short shows."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.cipher, self.number, self.buffer, self.size = AESGCMSIV(key), 0, bytearray(), 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self.out: BinaryIO = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def write(self, data: bytes) -> None:
        """Take the next bytes of the clear file."""
        self.buffer += data
        self.size += len(data)
        while len(self.buffer) > PIECE:
            self._piece(bytes(self.buffer[:PIECE]), last=False)
            del self.buffer[:PIECE]

    def close(self) -> None:
        """Seal the last piece and make sure it is on the disk (a full disk shows here at the latest)."""
        self._piece(bytes(self.buffer), last=True)
        self.out.flush()
        os.fsync(self.out.fileno())
        self.out.close()

    def _piece(self, data: bytes, *, last: bool) -> None:
        body = self.cipher.encrypt(_nonce(self.number, last), data, None)
        self.out.write(len(body).to_bytes(4, "big") + body)
        self.number += 1


def read_sealed(path: Path, key: bytes) -> Iterator[bytes]:
    """The clear bytes of a sealed file, piece by piece; raises when it was changed or cut short."""
    cipher, number = AESGCMSIV(key), 0
    with path.open("rb") as source:
        head = source.read(4)
        while head:
            body = source.read(int.from_bytes(head, "big"))
            head = source.read(4)
            yield cipher.decrypt(_nonce(number, last=not head), body, None)
            number += 1


class SealedUpload(UploadedFile):
    """An uploaded file that lies sealed in the spool until an action keeps or drops it."""

    def __init__(self, path: Path, key: bytes, name: str, content_type: str, size: int, head: bytes) -> None:
        super().__init__(file=File(None), name=name, content_type=content_type, size=size)
        self.path, self.key, self.head = path, key, head

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The clear bytes."""
        return read_sealed(self.path, self.key)

    def drop(self) -> None:
        """Remove it from the spool."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """What nobody kept is not left behind."""
        self.drop()


class SealingUploadHandler(FileUploadHandler):
    """Django's upload handler that never writes a clear byte; refuses what is larger than 25 MB."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.key = AESGCMSIV.generate_key(256)
        self.path = Path(settings.WELLKNIT_SPOOL) / f"{uuid4().hex}.part"
        self.head = b""
        self.writer = SealedWriter(self.path, self.key)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if len(self.head) < 16:
            self.head = (self.head + raw_data)[:16]
        if self.writer.size + len(raw_data) > LARGEST:
            self._abandon()
            if self.request is not None:
                self.request.wk_too_large = True  # type: ignore[attr-defined]
            raise SkipFile
        self._or_nothing(self.writer.write, raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        self._or_nothing(self.writer.close)
        return SealedUpload(
            self.path, self.key, self.file_name or "", self.content_type or "", file_size, self.head
        )

    def upload_interrupted(self) -> None:
        self._abandon()

    def _or_nothing(self, step: Callable[..., None], *given: bytes) -> None:
        """A disk that is full in the middle leaves no half of a file behind."""
        try:
            step(*given)
        except OSError:
            self._abandon()
            raise

    def _abandon(self) -> None:
        with suppress(OSError):  # closing flushes, and may find the disk full once more
            self.writer.out.close()
        self.path.unlink(missing_ok=True)
