"""The way every form of this wing goes: begin (or go on from a draft), try, show what is wrong, go on.

Views stay short because this is the same everywhere, and a tired hand finds the same behaviour on
every page: nothing typed is lost, whatever the reason for which it could not be saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wellknit.platform.access.drafts import draft_for
from wellknit.platform.access.middleware import note_refused, refusal_of
from wellknit.platform.access.refusals import Conflict, NotValid, Refusal

F = TypeVar("F", bound=forms.Form)


def begun(
    request: HttpRequest, form_class: type[F], *, initial: dict[str, Any] | None = None, **more: Any
) -> F:
    """The form as it was sent; else as its draft left it; else as it begins."""
    if request.method == "POST":
        return form_class(settled(request.POST), request.FILES, **more)
    draft = draft_for(request.viewer, request.path)  # type: ignore[attr-defined]
    form = form_class(initial={**(initial or {}), **(draft or {})}, **more)
    form.from_draft = draft is not None  # type: ignore[attr-defined]
    return form


def settled(data: QueryDict) -> QueryDict:
    """What comes from the page with two versions side by side, as if it had been typed.

    `keep_<name>` says whose; the values stand in `mine__<name>` and `theirs__<name>`.
    """
    kept = [name[5:] for name in data if name.startswith("keep_") and data[name] in {"mine", "theirs"}]
    if not kept:
        return data
    chosen = data.copy()
    for name in kept:
        chosen.setlist(name, data.getlist(f"{data['keep_' + name]}__{name}"))
    return chosen


def tried(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> bool:
    """Run the verb with a form that was sent and is whole; True when it went through.

    What the verb refuses becomes errors of the form; a second writer's change is kept on the form for
    `form_page`. `form.outcome` holds what the verb gave back. A bare button has nothing typed to lose:
    its refusal goes on and gets the house's own page.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    refusal = _acted(form, act)
    if refusal is None:
        return True
    if not form.visible_fields():
        raise refusal
    _laid(request, form, refusal)
    return False


def _acted(form: forms.Form, act: Callable[[], Any]) -> Refusal | None:
    """Run it; the refusal, if there was one. What it had begun is undone.

    Only what a verb tidies away before it calls something wrong stays done (a list nobody can read).
    """
    try:
        with transaction.atomic():
            try:
                form.outcome = act()  # type: ignore[attr-defined]
            except (NotValid, Conflict) as refusal:
                return refusal
    except Exception as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        return refused
    return None


def _laid(request: HttpRequest, form: forms.Form, refusal: Refusal) -> None:
    if isinstance(refusal, Conflict):
        form.conflict = refusal  # type: ignore[attr-defined]
        return
    if isinstance(refusal, NotValid):
        lay_errors(form, refusal)
        return
    form.add_error(None, str(refusal.sentence))
    form.refused = refusal  # type: ignore[attr-defined]
    note_refused(request, refusal)


def pressed(
    request: HttpRequest, act: Callable[[], Any], sentence: str, where: str, *args: Any
) -> HttpResponse:
    """A button with nothing to fill in: run the verb, say that it is done and go on.

    Who only follows the address does nothing and is told nothing. What the verb refuses is a page of its own.
    """
    if request.method != "POST":
        return redirect(where, *args)
    act()
    return done(request, sentence, where, *args)


def lay_errors(form: forms.Form, refusal: NotValid) -> None:
    """The refusal's sentences beside the fields they are about, the others above the form."""
    for name, sentence in refusal.errors.items():
        form.add_error(name if name in form.fields else None, str(sentence))
    if str(refusal.sentence) not in {str(s) for s in refusal.errors.values()}:
        form.add_error(None, str(refusal.sentence))


def form_page(
    request: HttpRequest, form: forms.Form, *, template: str = "protection/form.html", **words: Any
) -> HttpResponse:
    """One form on its page, or the two versions when somebody else was faster."""
    conflict = getattr(form, "conflict", None)
    if conflict is not None:
        rows = conflict_rows(form, conflict)
        context = {**words, "form": form, "rows": rows, "refusal": conflict}
        return render(request, "protection/conflict.html", context, status=409)
    refused = getattr(form, "refused", None)
    status = refused.status if refused else 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **words}, status=status)


def conflict_rows(form: forms.Form, conflict: Conflict) -> list[dict[str, Any]]:
    """Field by field what she wrote and what was saved meanwhile, as values to send and as words to read."""
    their = getattr(form, "their_values", dict)(conflict.theirs)
    rows = []
    for field in form:
        mine = [str(v) for v in _listed(field.data)]
        theirs = [str(v) for v in _listed(their.get(field.name))]
        differs = field.name in their and _flat(mine) != _flat(theirs)
        if field.name == "version":
            mine, differs = [str(conflict.theirs.get("version", ""))], False
        rows.append(
            {
                "name": field.name,
                "label": field.label,
                "differs": differs,
                "mine": mine,
                "theirs": theirs,
                "mine_text": _read(field, mine),
                "theirs_text": _read(field, theirs),
            }
        )
    return rows


def _listed(value: Any) -> list[Any]:
    if value is None or value == "" or value is False:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _flat(values: list[str]) -> list[str]:
    return sorted(v.strip().replace("\r\n", "\n") for v in values)


def _read(field: forms.BoundField, values: list[str]) -> str:
    labels = dict(getattr(field.field, "choices", ()))
    if isinstance(field.field, forms.BooleanField):
        return _("Yes") if values else _("No")
    return ", ".join(str(labels.get(v, v)) for v in values)


def done(request: HttpRequest, sentence: str, where: str, *args: Any) -> HttpResponse:
    """Say that it is done and go on. The sentence names nobody: it lies in the session for a moment."""
    if sentence:
        messages.success(request, sentence)
    return redirect(where, *args)
