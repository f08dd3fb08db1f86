"""The words of a printed paper, in one file for each language."""

from __future__ import annotations

from wellknit.lib.policydata import Versioned
from wellknit.lib.policykinds import Language, Text


class PrintedWords(Versioned):
    """The words of a paper in one language, each found by its code."""

    language: Language
    translation: str
    checked_by: str = ""
    words: tuple[Text, ...]

    def word(self, code: str) -> str:
        """The words of that code; raises KeyError."""
        for text in self.words:
            if text.code == code:
                return text.text
        raise KeyError(f"{self.id} has no words for {code!r}.")
