"""Photographs of pages as one PDF: the JPEG bytes go in as they are, one page each, turned as they were
held.
"""

from __future__ import annotations

from collections.abc import Sequence

from wellknit.lib.pictures import components_of, orientation_of, size_of

PAPER = (595.0, 842.0)  # A4 in points
MARGIN = 18.0
# EXIF orientation → how the unit square of the picture is laid on the page (a b c d e f, as PDF writes them).
TURNS = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1), 4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1), 7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}  # fmt: skip
SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]"}


def pages_of(pictures: Sequence[bytes]) -> bytes:
    """A PDF with one JPEG on each A4 page. Raises ValueError for what is no JPEG."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for body in pictures:
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        objects += _page(body, number)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _page(body: bytes, number: int) -> list[bytes]:
    size, space = size_of(body), SPACES.get(components_of(body) or 0)
    if not body.startswith(b"\xff\xd8") or size is None or space is None:
        raise ValueError("Not a JPEG.")
    drawn = _drawing(size, orientation_of(body))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >> >>"
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>"
    return [
        page % (int(PAPER[0]), int(PAPER[1]), number + 1, number + 2),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        head % (*size, space, len(body)) + b"\nstream\n" + body + b"\nendstream",
    ]


def _drawing(size: tuple[int, int], turned: int) -> bytes:
    width, height = (size[1], size[0]) if turned >= 5 else size
    scale = min((PAPER[0] - 2 * MARGIN) / width, (PAPER[1] - 2 * MARGIN) / height)
    wide, high = width * scale, height * scale
    left, low = (PAPER[0] - wide) / 2, (PAPER[1] - high) / 2
    place = (
        f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm {' '.join(map(str, TURNS[turned]))} cm /P Do Q"
    )
    return place.encode()


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
