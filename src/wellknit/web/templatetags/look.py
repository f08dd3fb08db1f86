"""Template tags of the look: dates in the reader's language, and boxes with content between two tags."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone, translation
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import slugify

from wellknit.lib.dates import Era, PartialDate, format_date
from wellknit.platform.access.drafts import written_by

register = template.Library()

# What belongs to one sending of a form and is made anew for the next.
_NOT_CONTENT = {"csrfmiddlewaretoken", "form_key", "written_by", "draft_path"}


def _written(value: date | PartialDate) -> str:
    """A day in words of the reader's language.

    In Thai by the Buddhist era, which is named, so that nobody takes 2569 for a Christian year.
    """
    language = translation.get_language() or "en"
    return format_date(value, language=language, era=Era.BE if language.startswith("th") else None)


@register.filter
def day(value: Any) -> str:
    """`{{ case.opened|day }}`: the day inside `<time>`, so that a machine reads it too. Empty stays empty."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, PartialDate):
        return _written(value)
    if not isinstance(value, date):
        return str(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), _written(value))


@register.filter
def moment(value: Any) -> str:
    """`{{ event.at|moment }}`: day and time of day in the node's zone."""
    if not isinstance(value, datetime):
        return day(value)
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    clock = formats.time_format(value, "H:i")
    return format_html(
        '<time datetime="{}">{}, {}</time>',
        value.isoformat(timespec="minutes"),
        _written(value.date()),
        clock,
    )


@register.filter
def spoken(code: Any) -> str:
    """A case code in groups, for reading out over a telephone: `TH7Q2K9P` → `TH7 Q2K 9P`."""
    text = str(code).replace(" ", "")
    return " ".join(text[i : i + 3] for i in range(0, len(text), 3))


@register.filter
def paragraphs(text: Any) -> SafeString:
    """Plain text with its own line breaks kept; markup in it stays text."""
    return SafeString(linebreaks(str(text or ""), autoescape=True).replace("<p>", '<p class="govuk-body">'))


@register.filter
def size(number: Any) -> int:
    """How far from nought: days late and days left are one number with a sign."""
    return abs(int(number or 0))


@register.filter
def target(field: BoundField) -> str:
    """Where an error's link jumps: the first control of a group, else the control itself."""
    suffix = "_0" if field.use_fieldset else ""
    return f"{field.auto_id}{suffix}"


@register.filter
def kind_of(field: BoundField) -> str:
    """Which drawing a field needs: `group` (fieldset), `tick` (one checkbox) or `line`."""
    if field.use_fieldset:
        return "group"
    return "tick" if getattr(field.field.widget, "input_type", "") == "checkbox" else "line"


@register.filter
def share(value: Any, longest: Any) -> int:
    """Whole percent of the longest bar, 0–100; a bar that is not nought is never drawn as nothing."""
    if not longest or not value:
        return 0
    return min(100, max(1, round(100 * float(value) / float(longest))))


def _hidden(**values: str) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', values.items())


@register.simple_tag(takes_context=True)
def form_token(context: Context) -> str:
    """The CSRF token alone, for the frame's own forms. Works inside an `{% include … only %}`."""
    request = getattr(context, "request", None)
    return _hidden(csrfmiddlewaretoken=get_token(request)) if request else ""


@register.simple_tag(takes_context=True)
def form_hidden(context: Context) -> str:
    """What each posting form carries unseen.

    csrfmiddlewaretoken; form_key, so that a double click is one act; written_by, so that a form sent
    after the session ended waits for its writer; draft_path, the page a draft belongs to.
    """
    request = getattr(context, "request", None)
    if request is None:
        return ""
    viewer = getattr(request, "viewer", None)
    kept = {"written_by": written_by(viewer), "draft_path": request.path} if viewer else {}
    return _hidden(csrfmiddlewaretoken=get_token(request), form_key=str(uuid4()), **kept)


@register.simple_tag
def link_to(name: str, *args: Any) -> str:
    """The address called `name`, or nothing where this node has no such page (menus must not fail)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def conflict_rows(refusal: Any, sent: QueryDict) -> list[dict[str, Any]]:
    """What the writer sent beside what was saved meanwhile, field by field, ready to be sent again.

    `refusal.theirs` maps field names to present values; `refusal.labels`, where given, names the
    fields for people. A `version` among them is the row's new version, not a thing to choose.
    """
    theirs, labels = refusal.theirs, getattr(refusal, "labels", {})
    rows = []
    for name in dict.fromkeys([*theirs, *sent]):
        if name in _NOT_CONTENT:
            continue
        values, other = sent.getlist(name), theirs.get(name)
        if name == "version":
            values, other = [theirs.get(name, sent.get(name))], None
        yours = values[0] if len(values) == 1 else ", ".join(values)
        differs = name in theirs and name != "version" and str(other if other is not None else "") != yours
        label = labels.get(name) or name.replace("_", " ").capitalize()
        rows.append(
            {
                "name": name,
                "label": label,
                "yours": yours,
                "theirs": other,
                "values": values,
                "differs": differs,
            }
        )
    return rows


@register.filter
def starts(path: str, prefix: str) -> bool:
    """Whether this page stands below that address: marks the menu entry one is in."""
    return str(path).startswith(str(prefix))


@register.simple_block_tag
def details(content: str, summary: str) -> str:
    """`{% details "Why we ask" %}…{% enddetails %}`"""
    return render_to_string("_components/details.html", {"summary": summary, "text": SafeString(content)})


@register.simple_block_tag
def card(content: str, title: str, kind: str = "") -> str:
    """`{% card "Grounds" %}…{% endcard %}`: a titled sheet."""
    return render_to_string(
        "_components/card.html", {"title": title, "kind": kind, "body": SafeString(content)}
    )


@register.simple_block_tag
def inset(content: str) -> str:
    """`{% inset %}…{% endinset %}`"""
    return render_to_string("_components/inset.html", {"text": SafeString(content)})


@register.simple_block_tag(takes_context=True)
def tab(context: Context, content: str, name: str, label: str) -> str:
    """One tab of `{% tabs %}`; `name` becomes the address after `#`."""
    found = context.render_context.get("look_tabs") or []
    context.render_context["look_tabs"] = [*found, (slugify(name), label)]
    return format_html(
        '<section class="govuk-tabs__panel" id="{}">'
        '<h3 class="govuk-heading-m wk-tab__title">{}</h3>{}</section>',
        slugify(name), label, SafeString(content),
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def tabs(context: Context, content: str, title: str) -> str:
    """`{% tabs "Case file" %}{% tab "papers" "Papers" %}…{% endtab %}{% endtabs %}`.

    Without script: a list of links to sections that are all open.
    """
    found, context.render_context["look_tabs"] = context.render_context.get("look_tabs") or [], []
    links = format_html_join(
        "",
        '<li class="govuk-tabs__list-item{}"><a class="govuk-tabs__tab" href="#{}">{}</a></li>',
        (
            (" govuk-tabs__list-item--selected" if i == 0 else "", name, label)
            for i, (name, label) in enumerate(found)
        ),
    )
    return format_html(
        '<div class="govuk-tabs" data-module="govuk-tabs"><h2 class="govuk-tabs__title">{}</h2>'
        '<ul class="govuk-tabs__list">{}</ul>{}</div>',
        title, links, SafeString(content),
    )  # fmt: skip
