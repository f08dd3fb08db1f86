"""Uploads as a browser sends them: sealed in the spool before any verb sees them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV


def uploaded(body: bytes, name: str = "paper") -> Any:
    """What `SealingUploadHandler` leaves behind for a file of these bytes."""
    from django.conf import settings

    from wellknit.platform.vault.uploads import SealedUpload, SealedWriter

    key, path = AESGCMSIV.generate_key(256), Path(settings.WELLKNIT_SPOOL) / f"{uuid4().hex}.part"
    writer = SealedWriter(path, key)
    writer.write(body)
    writer.close()
    return SealedUpload(path, key, name, "", len(body), body[:16])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 60, height: int = 20, extra: bytes = b"") -> bytes:
    """A picture of one diagonal line; `extra` is put in as a text chunk."""
    rows = b"".join(
        b"\0" + b"".join(b"\0" if x * height // width == y else b"\xff" for x in range(width))
        for y in range(height)
    )
    parts = [_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))]
    if extra:
        parts.append(_chunk(b"tEXt", extra))
    parts += [_chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg(turned: int = 1, secret: bytes = b"", grey: int = 160) -> bytes:
    """A small grey JPEG (8 × 8), with an EXIF block that says how it was held and hides `secret`."""
    exif = b"Exif\0\0MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0) + secret
    app1 = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    quant = b"\xff\xdb\x00\x43\x00" + bytes([1] * 64)
    frame = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    huff = (
        b"\xff\xc4\x00\x14\x00"
        + bytes([0, 1] + [0] * 14)
        + b"\x05\xff\xc4\x00\x14\x10"
        + bytes([1] + [0] * 15)
        + b"\x00"
    )
    # One block: DC category 5 (code 00), value, then end of block; padded with ones.
    bits = "00" + format(min(31, max(16, grey // 8)), "05b") + "0"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + int(bits.ljust(8, "1"), 2).to_bytes(1, "big")
    comment = b"\xff\xfe" + struct.pack(">H", len(secret) + 2) + secret
    return b"\xff\xd8" + app1 + comment + quant + frame + huff + scan + b"\xff\xd9" + secret
