"""AES-256-GCM-SIV with the place of the value in the additional data.

A sealed value is `version | key number | nonce | ciphertext and tag`. The additional data is the
frozen field code and the row's id, so a ciphertext moved to another row or another field does not
open. Codes are frozen, not table names: a renamed table must still read its own past.
"""

from __future__ import annotations

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from wellknit.platform.vault.keyring import KeyRing

_HEADER = struct.Struct(">BH12s")
_VERSION = 1


class NotOpened(RuntimeError):
    """A sealed value does not open: tampered with, moved, or sealed with a key that is gone."""


def _place(code: str, row: str) -> bytes:
    return f"wellknit|{code}|{row}".encode()


def seal(plain: bytes, *, code: str, row: str, ring: KeyRing) -> bytes:
    """Encrypt `plain` for field `code` of row `row` with the ring's current key."""
    nonce = os.urandom(12)
    body = AESGCMSIV(ring.key(ring.current)).encrypt(nonce, plain, _place(code, row))
    return _HEADER.pack(_VERSION, ring.current, nonce) + body


def unseal(sealed: bytes, *, code: str, row: str, ring: KeyRing) -> bytes:
    """Decrypt; raises `NotOpened` when anything about it is not as it was sealed."""
    try:
        version, number, nonce = _HEADER.unpack_from(sealed)
    except struct.error:
        raise NotOpened(f"The value of field {code} is cut short.") from None
    if version != _VERSION:
        raise NotOpened(f"The value of field {code} was sealed in an unknown way ({version}).")
    try:
        return AESGCMSIV(ring.key(number)).decrypt(nonce, sealed[_HEADER.size :], _place(code, row))
    except InvalidTag:
        raise NotOpened(f"The value of field {code} does not open; it was changed or moved.") from None


def key_number(sealed: bytes) -> int:
    """Which key a sealed value was made with (for rotation)."""
    return int(_HEADER.unpack_from(sealed)[1])
