"""What can be translated is found, and a translation that would break a page is named."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from wellknit.commands import translations

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
a = _("Open a case")
b = ngettext("%(n)d case", "%(n)d cases", 2)
c = pgettext_lazy("of a month", "May")
d = _(a)
"""
TEMPLATE = """{% load i18n %}{% translate "Sign in" %}{% translate "Close" context "a case" %}
{% blocktranslate count n=total %}{{ n }} person{% plural %}{{ n }} persons{% endblocktranslate %}
{% if x == _("Other") %}{% endif %}{# translators #}"""


def test_sentences_are_found_in_python_and_in_templates() -> None:
    assert set(translations._of_python(PYTHON)) == {
        ("", "Open a case", ""),
        ("", "%(n)d case", "%(n)d cases"),
        ("of a month", "May", ""),
    }
    assert set(translations._of_template(TEMPLATE)) == {
        ("", "Sign in", ""),
        ("a case", "Close", ""),
        ("", "%(n)s person", "%(n)s persons"),
        ("", "Other", ""),
    }


@pytest.fixture
def language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A locale folder of its own with one language."""
    path = tmp_path / "km" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    translations._empty(path).save(str(path))
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    wanted = {("", "%(name)s was here", ""): ["a.py"], ("", "Yes", ""): ["b.py"]}
    monkeypatch.setattr(translations, "sentences", lambda: wanted)
    return path


def test_updating_keeps_what_is_translated_and_what_is_gone(
    language: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    assert "2 sentences are not in the file" in translations.problems()[0]
    translations.update(argparse.Namespace())
    file = polib.pofile(str(language))
    file.find("Yes").msgstr = "បាទ"
    file.append(polib.POEntry(msgid="Gone", msgstr="..."))
    file.save()
    translations.update(argparse.Namespace())
    file = polib.pofile(str(language))
    assert file.find("Yes").msgstr == "បាទ"
    assert [e.msgid for e in file.obsolete_entries()] == ["Gone"]
    assert translations.problems() == []


def test_a_translation_that_loses_or_invents_a_place_is_named(language: Path) -> None:
    import argparse

    translations.update(argparse.Namespace())
    file = polib.pofile(str(language))
    for wrong in ("គ្មាន", "%(other)s %(name)s"):
        file.find("%(name)s was here").msgstr = wrong
        file.save()
        assert any("place" in problem for problem in translations.problems())


def test_compiled_files_are_what_the_program_reads(language: Path) -> None:
    import argparse
    import gettext

    translations.update(argparse.Namespace())
    file = polib.pofile(str(language))
    file.find("Yes").msgstr = "បាទ"
    file.save()
    translations.compile_all()
    with language.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Yes") == "បាទ"
