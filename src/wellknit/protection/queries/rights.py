"""What everybody who was screened takes along: rights in her language, and help lines somebody answers."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from wellknit.lib.policydata import load_all
from wellknit.lib.policykinds import HELPLINES, LEAFLETS, Helpline, Leaflet


def leaflet(language: str) -> Leaflet | None:
    """The charter's leaflet in a language, newest version; in English where it is not translated."""
    wanted = settings.CHARTER.get("leaflet", "")
    today = timezone.localdate()
    found = [
        sheet
        for sheet in load_all(LEAFLETS, settings.DATA)
        if sheet.text_of == wanted and sheet.in_force_from <= today
    ]
    for code in (language, "en"):
        of_language = [sheet for sheet in found if sheet.language == code]
        if of_language:
            return max(of_language, key=lambda sheet: sheet.version)
    return None


def help_lines() -> tuple[Helpline, ...]:
    """Only numbers somebody has confirmed, and not too long ago; it may be none."""
    countries = set(settings.CHARTER.get("jurisdictions", ()))
    today = timezone.localdate()
    return tuple(
        line
        for entry in load_all(HELPLINES, settings.DATA)
        if entry.country in countries
        for line in entry.to_show(today)
    )
