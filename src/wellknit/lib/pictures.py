"""Photographs without what the telephone wrote into them: place, time, owner and device stay outside.

A photograph of a paper taken in a shelter carries the shelter's coordinates. Only how the picture is to
be turned is kept (EXIF orientation); pixels are not touched, nothing is compressed again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8"
# What a reader needs to draw the picture; everything else in a PNG tells about its making.
PNG_KEEP = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"pHYs",
        b"bKGD",
    }
)
# APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe's colour transform) change how a JPEG is drawn.
JPEG_KEEP_APPS = frozenset({0xE0, 0xE2, 0xEE})


class NotAPicture(ValueError):
    """The bytes begin like a picture and are none: cut short, or something else under its name."""


def without_traces(body: bytes) -> bytes:
    """A JPEG or PNG without its metadata; other bytes come back unchanged.

    Raises `NotAPicture` for a picture that is cut short.
    """
    try:
        if body.startswith(PNG_HEAD):
            return _png(body)
        if body.startswith(JPEG_HEAD):
            return _jpeg(body)
    except (struct.error, IndexError) as error:
        raise NotAPicture("The picture is cut short.") from error
    return body


def _png(body: bytes) -> bytes:
    out, place = [PNG_HEAD], len(PNG_HEAD)
    kind = b""
    while place < len(body) and kind != b"IEND":
        (length,) = struct.unpack_from(">I", body, place)
        kind, end = body[place + 4 : place + 8], place + 12 + length
        if end > len(body):
            raise NotAPicture("The picture is cut short.")
        if kind in PNG_KEEP:
            out.append(body[place:end])
        place = end
    if kind != b"IEND":
        raise NotAPicture("The picture is cut short.")
    return b"".join(out)


def _segments(body: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of the segments before the pixels; the last is start of scan, to the end."""
    place = 2
    while True:
        if body[place] != 0xFF:
            raise NotAPicture("The picture is damaged.")
        marker = body[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == 0xDA:
            yield marker, place, len(body)
            return
        (length,) = struct.unpack_from(">H", body, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(body):
            raise NotAPicture("The picture is cut short.")
        yield marker, place, end
        place = end


def _jpeg(body: bytes) -> bytes:
    kept, turned = [], 1
    for marker, start, end in _segments(body):
        if marker == 0xE1 and body[start + 4 : start + 10] == b"Exif\x00\x00":
            turned = _orientation(body[start + 10 : end]) or turned
        elif 0xE0 <= marker <= 0xEF and marker not in JPEG_KEEP_APPS:
            continue
        elif marker not in {0xFE, 0xE1}:  # comments and other APP1 (XMP) go
            kept.append(_without_tail(body, start, end) if marker == 0xDA else body[start:end])
    return JPEG_HEAD + (_only_orientation(turned) if turned != 1 else b"") + b"".join(kept)


def _without_tail(body: bytes, start: int, end: int) -> bytes:
    """Telephones hide a film or a second picture after the end mark; it goes too."""
    last = body.rfind(b"\xff\xd9", start, end)
    return body[start : last + 2] if last >= 0 else body[start:end]


def _orientation(exif: bytes) -> int | None:
    """1 to 8 from the first directory of an EXIF block, or None."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return None
    try:
        (place,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, place)
        for n in range(min(count, 200)):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", exif, place + 2 + 12 * n)
            if tag == 0x0112 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _only_orientation(turned: int) -> bytes:
    exif = b"Exif\x00\x00MM\x00\x2a" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def size_of(body: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the file says, or None for what is neither JPEG nor PNG."""
    if body.startswith(PNG_HEAD):
        width, height = struct.unpack_from(">II", body, 16)
        return int(width), int(height)
    frame = _frame(body)
    return None if frame is None else (frame[1], frame[0])


def components_of(body: bytes) -> int | None:
    """Colour components of a JPEG: 1 grey, 3 colour, 4 print colours; None for anything else."""
    frame = _frame(body)
    return None if frame is None else frame[2]


def orientation_of(body: bytes) -> int:
    """How a JPEG is to be turned: 1 (as it is) to 8, as EXIF counts."""
    if not body.startswith(JPEG_HEAD):
        return 1
    for marker, start, end in _segments(body):
        if marker == 0xE1 and body[start + 4 : start + 10] == b"Exif\x00\x00":
            return _orientation(body[start + 10 : end]) or 1
    return 1


def _frame(body: bytes) -> tuple[int, int, int] | None:
    """(height, width, components) of a JPEG."""
    if not body.startswith(JPEG_HEAD):
        return None
    for marker, start, _end in _segments(body):
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width, components = struct.unpack_from(">HHB", body, start + 5)
            return int(height), int(width), int(components)
    return None
