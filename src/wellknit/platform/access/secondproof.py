"""The secrets of one-time codes and recovery codes, sealed: a thief of a dump must not read them."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from wellknit.platform.vault.keyring import vault_ring
from wellknit.platform.vault.sealing import seal, unseal

# No field of ours, so no code of the frozen list; it must never change all the same.
_PLACE = {"code": "second-proof", "row": ""}


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals with the vault's ring; old keys go on reading after a rotation."""

    def encrypt(self, text: str) -> str:
        """Text for the table."""
        return base64.b64encode(seal(text.encode(), ring=vault_ring(), **_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; raises `NotOpened` when the row was changed."""
        return unseal(base64.b64decode(encrypted_text), ring=vault_ring(), **_PLACE).decode()
