"""Two envelopes, each worthless alone: how a government keeps a copy of its keys inside itself.

The secret is combined with as many random bytes (exclusive or). One envelope holds the random bytes,
the other the result; both together give the secret back, one alone says nothing about it but its
length. Both carry the same mark and the digest of the whole, so that two envelopes of different days
are not taken for a pair.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os


class EscrowError(ValueError):
    """The envelopes do not belong together or were damaged; the message says which."""


def split(secret: bytes, *, label: str, date: str) -> tuple[str, str]:
    """Two texts to be printed or stored apart. `date`: ISO day, shown to whoever opens them."""
    pad = os.urandom(len(secret))
    mark = os.urandom(8).hex()
    # Keyed by the mark: the digest alone must not let anybody test guesses of a short secret.
    digest = hashlib.sha256(mark.encode() + secret).hexdigest()
    halves = (pad, bytes(a ^ b for a, b in zip(secret, pad, strict=True)))
    return tuple(  # type: ignore[return-value]
        json.dumps(
            {
                "wellknit": "key escrow 1",
                "label": label,
                "date": date,
                "envelope": number,
                "mark": mark,
                "digest": digest,
                "half": base64.b64encode(half).decode(),
            },
            indent=1,
        )
        for number, half in enumerate(halves, 1)
    )


def join(first: str, second: str) -> bytes:
    """The secret again, from the two envelopes in either order."""
    try:
        one, two = json.loads(first), json.loads(second)
        halves = [base64.b64decode(e["half"], validate=True) for e in (one, two)]
        marks = {(e["mark"], e["digest"]) for e in (one, two)}
        numbers = {e["envelope"] for e in (one, two)}
    except (ValueError, KeyError, TypeError) as error:
        raise EscrowError("One of the envelopes cannot be read as what `keys escrow` wrote.") from error
    if len(marks) != 1:
        raise EscrowError("The two envelopes were made at different times; they are not a pair.")
    if numbers != {1, 2} or len(halves[0]) != len(halves[1]):
        raise EscrowError("This is the same envelope twice; the other one is needed too.")
    secret = bytes(a ^ b for a, b in zip(*halves, strict=True))
    mark, digest = marks.pop()
    if hashlib.sha256(mark.encode() + secret).hexdigest() != digest:
        raise EscrowError("An envelope was damaged or changed: the two do not give the keys.")
    return secret
