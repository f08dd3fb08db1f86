"""Invented content for the component gallery. No person, office or case here exists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from wellknit.platform.widgets import Checkboxes, Code, DateParts, DateText, Radios, Signature, YesNoUnasked

KINDS = ("open", "waiting", "due", "late", "danger", "done", "info", "draft", "private", "quiet")

# One sentence in each script, to see line heights and fonts.
SAMPLES = (
    ("en", "Nobody has to answer a question. Help is given all the same."),
    ("th", "ไม่มีใครต้องตอบคำถาม ความช่วยเหลือมีให้เสมอแม้ไม่ตอบ"),
    ("km", "គ្មាននរណាត្រូវតែឆ្លើយសំណួរទេ។ ជំនួយត្រូវបានផ្តល់ជូនដដែល។"),
    ("lo", "ບໍ່ມີໃຜຈຳເປັນຕ້ອງຕອບຄຳຖາມ. ການຊ່ວຍເຫຼືອຍັງມີໃຫ້ຄືເກົ່າ."),
    ("my", "မည်သူမျှ မေးခွန်းကို မဖြစ်မနေ ဖြေရန် မလိုပါ။ အကူအညီကို ပေးမြဲ ပေးပါသည်။"),
    ("zh-hans", "没有人必须回答问题。不回答也同样会得到帮助。"),
    ("vi", "Không ai phải trả lời câu hỏi nào. Sự giúp đỡ vẫn được trao như vậy."),
)


class SampleForm(forms.Form):
    """Every kind of field once, with the errors an empty or wrong answer gives."""

    given_name = forms.CharField(
        label=_("Name as the person says it"),
        help_text=_("In any script. Leave empty if not known."),
        required=False,
    )
    born = forms.CharField(
        label=_("Date of birth"),
        widget=DateParts,
        help_text=_("Any part may stay empty. Buddhist or Christian year, as the person says it."),
    )
    since = forms.CharField(
        label=_("When did the work begin?"),
        widget=DateText,
        help_text=_("As told: “14 February 2567”, “2017”, “about March 2016”."),
    )
    nationality = forms.ChoiceField(
        label=_("Nationality as stated"),
        choices=[("", _("Choose")), ("a", _("Country A")), ("b", _("Country B"))],
    )
    danger = forms.ChoiceField(
        label=_("Is anybody in danger now?"),
        choices=[("now", _("Yes, now")), ("later", _("Perhaps, after return")), ("no", _("No sign of it"))],
        widget=Radios(
            hints={"now": _("The case goes to the head of the line and the duty officer is told.")}
        ),
        help_text=_("Ask it when nobody else can hear."),
    )
    papers_kept = forms.ChoiceField(
        label=_("Did somebody else keep the papers?"), choices=YesNoUnasked().choices, widget=YesNoUnasked
    )
    means = forms.MultipleChoiceField(
        label=_("How was the person brought into this?"),
        widget=Checkboxes(none="none"),
        choices=[
            ("deceived", _("Deceived about the work")),
            ("debt", _("Held by a debt")),
            ("force", _("Threatened or beaten")),
            ("none", _("None of these")),
        ],
    )
    account = forms.CharField(label=_("In the person’s own words"), widget=forms.Textarea(attrs={"rows": 4}))
    consent = forms.BooleanField(
        label=_("The person agrees to be referred"),
        help_text=_("May be withdrawn on any day, without a reason."),
    )
    paper = forms.FileField(label=_("Paper or photograph"), required=False)
    signature = forms.FileField(
        label=_("Signature of the person"),
        widget=Signature,
        help_text=_("A cross or a thumb is a signature too."),
    )
    code = forms.CharField(label=_("Code from your app"), widget=Code)


class SampleFilters(forms.Form):
    """Two filters of a worklist."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), ("open", _("Open"))], required=False)
    office = forms.ChoiceField(label=_("Office"), choices=[("", _("All"))], required=False)


def _page() -> Page[int]:
    return Paginator(range(120), 50).page(2)


def _worklist() -> list[dict[str, Any]]:
    codes = (
        ("TH-7Q2-K9P", _("Formal identification"), _("Late"), "late", -3),
        ("TH-3M8-XA1", _("Rights explained"), _("Due"), "due", 2),
        ("TH-5D0-WW4", _("Answer from the other country"), _("Waiting"), "waiting", 12),
        ("TH-9B6-LT7", _("Follow-up visit"), _("Open"), "open", 30),
    )
    return [
        {
            "href": "#worklist",
            "code": code,
            "title": _("Woman, 18 or over, fishing"),
            "step": step,
            "state": state,
            "kind": kind,
            "days": days,
            "due": date(2026, 12, 3),
            "office": _("Shelter North"),
            "note": "",
        }
        for code, step, state, kind, days in codes
    ]


def _timeline() -> list[dict[str, Any]]:
    return [
        {
            "when": datetime(2026, 11, 20, 9, 5, tzinfo=UTC),
            "title": _("A night in a police cell was reported"),
            "by": _("Hotline"),
            "kind": "danger",
            "text": _("Told by the person; passed to the oversight office."),
            "tag": _("Danger"),
        },
        {
            "when": datetime(2026, 11, 18, 14, 30, tzinfo=UTC),
            "title": _("Sent to the office of origin"),
            "by": _("Shelter North"),
            "kind": "waiting",
            "text": _("Eight fields, with consent no. 2."),
        },
        {
            "when": datetime(2026, 11, 12, 10, 0, tzinfo=UTC),
            "title": _("Rights explained in Khmer"),
            "by": _("Shelter North"),
            "kind": "done",
            "text": "",
        },
    ]


AT = datetime(2026, 11, 21, 9, 41, tzinfo=UTC)
FACTS: list[dict[str, Any]] = [
    {"key": _("Name"), "sealed": "#reveal"},
    {"key": _("Nationality as stated"), "value": _("Country B"), "href": "#change", "action": _("Change")},
    {"key": _("Age"), "value": _("16 or 17, stated; assessed on 4 December")},
    {"key": _("Name in Khmer"), "value": "សុខ ស្រីពៅ", "lang": "km"},
    {"key": _("Interpreter"), "value": ""},
]
TASKS = [
    {"title": _("Rights explained"), "href": "#", "state": _("Done"), "kind": "done"},
    {
        "title": _("Statement"),
        "href": "#",
        "hint": _("In the person’s language, with an interpreter"),
        "state": _("Begun"),
        "kind": "draft",
    },
    {"title": _("Decision of the team"), "state": _("Cannot start yet"), "kind": "quiet"},
]
TRAIL = [
    {"label": _("Worklist"), "href": "#"},
    {"label": "TH-7Q2-K9P", "href": "#"},
    {"label": _("Identification")},
]
TABS = [
    {"label": _("Summary"), "href": "#", "current": True},
    {"label": _("Timeline"), "href": "#", "count": 12},
    {"label": _("Papers"), "href": "#"},
]
CARDS: list[dict[str, Any]] = [
    {"value": 4, "label": _("due this week"), "href": "#", "kind": "due"},
    {"value": 2, "label": _("late"), "href": "#", "kind": "late"},
    {"value": 11, "label": _("came in"), "href": "#"},
    {"value": "48", "label": _("people in shelters"), "note": _("invented, as everything here")},
]
BARS = [
    {"label": _("Forced labour"), "value": 30, "share": 100},
    {"label": _("Begging"), "value": 13, "share": 43},
    {"label": _("Other"), "value": 1, "share": 3},
]
PAIRS = [
    {"label": "2024", "a": 20, "b": 24, "share_a": 80, "share_b": 96, "gap": 4},
    {"label": "2025", "a": 25, "b": 25, "share_a": 100, "share_b": 100, "gap": 0},
]
DISPUTES: list[dict[str, Any]] = [
    {
        "name": "note",
        "label": _("Note for the team"),
        "yours": _("Speaks some Thai; interpreter still needed."),
        "theirs": _("Speaks Thai well."),
        "differs": True,
        "values": [],
    },
]
WHAT = [
    _("The case is closed in this office."),
    _("The person’s file stays sealed and is kept for ten years."),
    _("The office that sent the case is told."),
]


def samples() -> dict[str, Any]:
    """Context of the gallery page, one key a component."""
    lists = {
        "facts": FACTS,
        "events": _timeline(),
        "rows": _worklist(),
        "page": _page(),
        "tasks": TASKS,
        "trail": TRAIL,
        "tabs": TABS,
        "what": WHAT,
        "disputes": DISPUTES,
    }
    figures = {"cards": CARDS, "bars": BARS, "pairs": PAIRS}
    forms_ = {
        "form": SampleForm(),
        "wrong": SampleForm({"born": "", "given_name": "x"}),
        "filters": SampleFilters(),
        "applied": [{"label": _("State: late"), "remove_href": "?"}],
    }
    return {
        "kinds": KINDS,
        "scripts": SAMPLES,
        "at": AT,
        "today": date(2026, 11, 21),
        **lists,
        **figures,
        **forms_,
    }
