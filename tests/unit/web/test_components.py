"""The components: well-formed, escaped, no inline style, wired for a screen reader, and all documented."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wellknit.platform.widgets import Checkboxes, DateParts, Radios, Signature, YesNoUnasked
from wellknit.web.templatetags import look

TEMPLATES = Path(settings.PACKAGE) / "templates"
DOCS = Path(settings.PACKAGE).parents[1] / "docs" / "look.md"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"}
EVIL = '<script>alert("x")</script>'


class Balance(HTMLParser):
    """Counts what is opened and closed; collects ids, references and attributes that the policy refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refs: set[str] = set()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"aria-describedby", "aria-labelledby", "for"}:
                self.refs |= set((value or "").split())
            if name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
            self.open.pop()


def read(html: str) -> Balance:
    """The page taken apart; fails when it is not well-formed or carries what the policy refuses."""
    found = Balance()
    found.feed(html)
    assert not found.open, found.open
    assert not found.refused
    assert len(found.ids) == len(set(found.ids)), sorted(i for i in found.ids if found.ids.count(i) > 1)
    return found


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As said")
    born = forms.CharField(label="Born", widget=DateParts, help_text="Any part")
    danger = forms.ChoiceField(
        label="Danger",
        choices=[("a", "A"), ("b", "B")],
        widget=Radios(hints={"a": "Why A"}),
        help_text="Alone",
    )
    papers = forms.ChoiceField(label="Papers", choices=YesNoUnasked().choices, widget=YesNoUnasked)
    means = forms.MultipleChoiceField(
        label="Means", choices=[("x", "X"), ("none", "None of these")], widget=Checkboxes(none="none")
    )
    story = forms.CharField(label="Story", widget=forms.Textarea)
    place = forms.ChoiceField(label="Place", choices=[("", "Choose"), ("n", "North")])
    agreed = forms.BooleanField(label="Agreed", help_text="May be withdrawn")
    paper = forms.FileField(label="Paper", required=False)
    mark = forms.FileField(label="Signature", widget=Signature, help_text="A cross is enough")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def request(path: str = "/cases/abc/") -> Any:
    made = RequestFactory().get(path)
    made.viewer = None
    return made


WHEN = datetime(2026, 11, 21, 9, 41, tzinfo=UTC)
PAGE = Paginator(range(30), 10).page(2)
CASES: dict[str, dict[str, Any]] = {
    "back_link": {"href": "/", "text": EVIL},
    "banner": {"title": EVIL, "text": EVIL, "kind": "success", "href": "/", "link": EVIL},
    "bar_chart": {"title": EVIL, "rows": [{"label": EVIL, "value": 3, "share": 100}], "note": EVIL},
    "breadcrumbs": {"items": [{"label": EVIL, "href": "/"}, {"label": EVIL}]},
    "button": {"text": EVIL, "kind": "warning", "name": "later", "value": EVIL},
    "button_post": {"text": EVIL, "action": "/go/", "fields": {"to": EVIL}},
    "card": {"title": EVIL, "body": EVIL},
    "case_strip": {
        "code": EVIL,
        "state": EVIL,
        "office": EVIL,
        "due": date(2026, 12, 3),
        "days": 2,
        "items": [EVIL],
    },
    "compare_bars": {
        "title": EVIL,
        "name_a": EVIL,
        "name_b": EVIL,
        "rows": [{"label": EVIL, "a": 1, "b": None, "share_a": 50, "share_b": 0, "gap": None}],
    },
    "confirm": {
        "title": EVIL,
        "what": [EVIL],
        "action": "/",
        "button": EVIL,
        "cancel_href": "/",
        "danger": True,
        "form": Sample({}),
    },
    "conflict": {
        "by": EVIL,
        "at": WHEN,
        "action": "/",
        "rows": [{"name": "n", "label": EVIL, "yours": EVIL, "theirs": EVIL, "differs": True, "values": []}],
    },
    "details": {"summary": EVIL, "text": EVIL},
    "due": {"date": date(2026, 12, 3), "days": -1},
    "empty": {"title": EVIL, "text": EVIL, "href": "/", "action": EVIL},
    "error_summary": {"form": Sample({}), "errors": [{"text": EVIL, "href": "#x"}]},
    "field": {"field": Sample({})["danger"]},
    "filters": {"form": Sample(), "applied": [{"label": EVIL, "remove_href": "?"}], "clear_href": "?"},
    "form": {"form": Sample({}), "draft": True, "later": True, "cancel_href": "/"},
    "inset": {"text": EVIL},
    "meter": {"value": 1, "max": 3, "label": EVIL, "text": EVIL},
    "page_heading": {"title": EVIL, "caption": EVIL, "lede": EVIL, "tag": EVIL, "tag_kind": "late"},
    "pagination": {"page": PAGE, "query": "state=open"},
    "panel": {"title": EVIL, "text": EVIL, "code": EVIL},
    "print_button": {"text": EVIL},
    "sealed": {"reveal_href": "/", "label": EVIL},
    "search_box": {"action": "/search/", "label": EVIL, "hint": EVIL, "value": EVIL},
    "signature": {"name": "mark", "label": EVIL, "hint": EVIL, "error": EVIL},
    "signature_pad": {"name": "mark", "id": "id_mark"},
    "stat_cards": {"cards": [{"value": 4, "label": EVIL, "href": "/", "kind": "late", "note": EVIL}]},
    "step": {"number": 2, "of": 6, "title": EVIL},
    "subnav": {"label": EVIL, "items": [{"label": EVIL, "href": "/", "current": True, "count": 3}]},
    "summary_list": {
        "title": EVIL,
        "rows": [{"key": EVIL, "value": EVIL, "href": "/", "action": EVIL}, {"key": "Name", "sealed": "/x/"}],
    },
    "summary_row": {"key": EVIL, "value": EVIL},
    "tag": {"text": EVIL, "kind": "late"},
    "task_list": {
        "title": EVIL,
        "items": [{"title": EVIL, "href": "/", "hint": EVIL, "state": EVIL, "kind": "done"}],
    },
    "timeline": {
        "events": [
            {
                "when": WHEN,
                "title": EVIL,
                "by": EVIL,
                "text": EVIL,
                "kind": "danger",
                "href": "/",
                "tag": EVIL,
            }
        ]
    },
    "warning": {"text": EVIL},
    "worklist": {
        "caption": EVIL,
        "show_office": True,
        "rows": [
            {
                "href": "/",
                "code": EVIL,
                "title": EVIL,
                "step": EVIL,
                "office": EVIL,
                "due": date(2026, 12, 3),
                "days": 0,
                "state": EVIL,
                "kind": "due",
                "note": EVIL,
            }
        ],
    },
}
OTHERS = {"table"}  # made and tested with the tables engine


def test_every_component_is_drawn_here_and_documented() -> None:
    files = {p.stem for p in (TEMPLATES / "_components").glob("*.html")} - OTHERS
    assert files == set(CASES), "draw the component in CASES"
    told = DOCS.read_text()
    missing = [name for name in files if f"`{name}`" not in told and name != "signature_pad"]
    assert not missing, f"docs/look.md does not name {missing}"


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_component_is_well_formed_and_takes_text_as_text(name: str) -> None:
    html = render_to_string(f"_components/{name}.html", CASES[name], request=request())
    read(html)
    assert "<script>" not in html


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html"), key=str), ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_a_template_is_safe_for_the_policy_and_isolates_its_parts(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text), "no inline style: the Content Security Policy refuses it"
    assert not re.search(r"\son(click|change|submit|load|input)\s*=", text), "no inline script"
    assert "{% csrf_token %}" not in text or "only" not in text.split("{% csrf_token %}")[0][-40:]
    for include in re.findall(r"{%\s*include\s+\"_components/[^%]*%}", text):
        assert re.search(r"\sonly\s*%}$", include), f"end in only: {include}"


def test_every_class_of_ours_has_a_style() -> None:
    styles = "".join(p.read_text() for p in (DOCS.parents[1] / "frontend" / "scss").glob("*.scss"))
    used: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        for value in re.findall(r'class="((?:[^"{]|{[{%].*?[%}]})*)"', path.read_text()):
            plain = re.sub(r"{{.*?}}", "", re.sub(r"{%.*?%}", " ", value))
            used |= {word for word in plain.split() if word.startswith("wk-")}
    # A name made with a value (`wk-tag--{{ kind }}`) is looked for by its beginning.
    missing = sorted(word for word in used if not re.search(rf"\.{re.escape(word)}", styles))
    assert not missing, f"frontend/scss draws none of {missing}"


def test_a_field_in_error_is_tied_to_its_hint_and_its_error() -> None:
    form = Sample({})
    page = read(render_to_string("_components/form.html", {"form": form}, request=request()))
    assert page.refs <= set(page.ids), page.refs - set(page.ids)
    html = str(form["name"].as_field_group())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_each_error_in_the_summary_leads_to_a_control() -> None:
    form = Sample({})
    html = render_to_string("_components/form.html", {"form": form}, request=request())
    page = read(html)
    links = set(re.findall(r'<a href="#([^"]+)"', html))
    assert len(links) == len([f for f in form if f.errors])
    assert links <= set(page.ids), links - set(page.ids)


def test_a_radio_button_carries_no_aria_invalid_and_its_hint_is_tied() -> None:
    html = str(Sample({})["danger"])
    assert "aria-invalid" not in html
    assert 'aria-describedby="id_danger_0_hint"' in html


def test_none_of_these_excludes_the_others() -> None:
    html = str(Sample()["means"])
    assert html.count('data-behaviour="exclusive"') == 1


def test_silence_is_an_answer_of_its_own() -> None:
    html = str(Sample()["papers"])
    assert re.findall(r'value="(\w+)"', html) == ["yes", "no", "not_asked", "cannot_say"]


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1800, 2700))
def test_a_date_in_parts_comes_back_as_it_went(day: int, month: int, year: int) -> None:
    widget = DateParts()
    data = {"born_day": str(day), "born_month": str(month), "born_year": str(year)}
    text = widget.value_from_datadict(data, {}, "born")
    assert text == f"{year}-{month:02}-{day:02}"
    assert [int(p) for p in widget.decompress(text)] == [day, month, year]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("", "2", "2568"), "2568-02"),
        (("", "", "2017"), "2017"),
        (("29", "", "2568"), "2568--29"),
        (("", "", ""), ""),
    ],
)
def test_a_date_keeps_what_is_missing_missing(parts: tuple[str, str, str], text: str) -> None:
    data = dict(zip(("born_day", "born_month", "born_year"), parts, strict=True))
    assert DateParts().value_from_datadict(data, {}, "born") == text


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "21 November 2026"),
        ("th", "21 พฤศจิกายน พ.ศ. 2569"),
        ("vi", "21 tháng 11 năm 2026"),
        ("zh-hans", "2026年11月21日"),
    ],
)
def test_a_day_is_written_in_the_readers_language_and_era(language: str, written: str) -> None:
    with translation.override(language):
        assert look.day(date(2026, 11, 21)) == f'<time datetime="2026-11-21">{written}</time>'


def test_tabs_link_to_their_own_panels_and_two_sets_do_not_mix() -> None:
    source = (
        "{% load look %}{% tabs 'One' %}{% tab 'a' 'A' %}x{% endtab %}"
        "{% tab 'b' 'B' %}y{% endtab %}{% endtabs %}"
        "{% tabs 'Two' %}{% tab 'c' 'C' %}z{% endtab %}{% endtabs %}"
    )
    html = Template(source).render(RequestContext(request()))
    page = read(html)
    assert re.findall(r'href="#(\w+)"', html) == ["a", "b", "c"] == page.ids


def test_a_box_with_content_keeps_its_markup_but_not_that_of_its_title() -> None:
    html = Template("{% load look %}{% card t %}<p>inner</p>{% endcard %}").render(
        RequestContext(request(), {"t": EVIL})
    )
    assert "<p>inner</p>" in html
    assert "<script>" not in html


def test_a_form_carries_its_tokens_even_inside_an_only_include() -> None:
    asked = request()
    asked.viewer = SimpleNamespace(person_id="11111111-1111-1111-1111-111111111111", may=lambda _: False)
    html = Template('{% include "_components/form.html" with form=form only %}').render(
        RequestContext(asked, {"form": Sample()}, processors=[])
    )
    for name in ("csrfmiddlewaretoken", "form_key", "written_by", "draft_path"):
        assert f'name="{name}" value="' in html, name
    assert 'value="/cases/abc/"' in html


def test_a_conflict_offers_only_what_differs_and_sends_the_rest_again() -> None:
    sent = QueryDict("note=mine&place=n&version=3&csrfmiddlewaretoken=t&form_key=k")
    refusal = SimpleNamespace(theirs={"note": "hers", "place": "n", "version": 4}, labels={"note": "Note"})
    rows = {row["name"]: row for row in look.conflict_rows(refusal, sent)}
    assert set(rows) == {"note", "place", "version"}
    assert rows["note"]["differs"] and not rows["place"]["differs"]
    assert rows["version"]["values"] == [4]
    html = render_to_string(
        "_components/conflict.html", {"rows": rows.values(), "action": "/"}, request=request()
    )
    assert 'name="note" value="mine" checked' in html
    assert 'name="note" value="hers"' in html
    assert 'name="version" value="4"' in html


@pytest.mark.parametrize(
    "name",
    [p.stem for p in sorted((TEMPLATES / "errors").glob("*.html")) if p.stem not in {"refusal", "conflict"}],
)
def test_an_error_page_needs_nothing_and_says_what_to_do(name: str) -> None:
    html = render_to_string(f"errors/{name}.html", {"node_name": "Node", "demo": False})
    read(html)
    assert "What you can do" in html


def test_the_neutral_page_says_nothing_of_the_house() -> None:
    html = render_to_string("web/away.html", request=request())
    assert "ellknit" not in html.replace("built/away.css", "")


def test_a_case_code_is_read_out_in_groups() -> None:
    assert look.spoken("TH7Q2K9P") == "TH7 Q2K 9P"


@pytest.mark.parametrize(
    ("value", "longest", "percent"), [(0, 10, 0), (1, 1000, 1), (10, 10, 100), (3, 0, 0), (5, 3, 100)]
)
def test_a_bar_that_is_not_nought_is_never_drawn_as_nothing(value: int, longest: int, percent: int) -> None:
    assert look.share(value, longest) == percent
