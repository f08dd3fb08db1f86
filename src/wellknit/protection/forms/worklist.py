"""What the worklist is narrowed to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wellknit.platform.access.viewer import Viewer
from wellknit.protection.forms.fields import one_of
from wellknit.protection.queries.worklist import Filters


class FilterForm(forms.Form):
    """A GET form: nothing in it identifies anybody, so a list can be kept as a bookmark."""

    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=(("", _("Any time")), ("late", _("Late")), ("week", _("In the next 7 days"))),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=(("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))),
    )
    identification = forms.ChoiceField(
        label=_("Identification"),
        required=False,
        choices=(
            ("", _("All")),
            ("none", _("Not begun")),
            ("begun", _("Begun")),
            ("pending", _("Pending")),
            ("recognised", _("Recognised")),
            ("not_recognised", _("Not recognised")),
            ("under_review", _("Under review")),
        ),
    )
    nationality = one_of("countries", _("Nationality"), empty=_("All"), required=False)
    mine = forms.BooleanField(label=_("Only cases I carry"), required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=(("due", _("What is due first")), ("opened", _("Newest first"))),
    )

    def filters(self, viewer: Viewer) -> Filters:
        """The filters as the query takes them; what cannot be read narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        state = data.get("state") or "open"
        return Filters(
            state="" if state == "all" else state,
            nationality=data.get("nationality", ""),
            identification=data.get("identification", ""),
            due=data.get("due", ""),
            worker_id=viewer.person_id if data.get("mine") else None,
            order=data.get("order") or "due",
        )
