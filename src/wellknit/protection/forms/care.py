"""Plan and services: what the person needs and wants, what is offered, how it went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wellknit.lib.carekinds import Checklist, ServiceList
from wellknit.platform.identity.models import Office
from wellknit.platform.widgets import Radios
from wellknit.protection.actions.care import Asked, Offer, TalkedOver
from wellknit.protection.codelists import label
from wellknit.protection.forms.fields import DayField, one_of, text
from wellknit.protection.forms.lines import LinesForm
from wellknit.protection.models import Case, Goal


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput)


class AssessmentForm(LinesForm):
    """Needs: asked with the person, in private."""

    took_part = one_of("took-part", _("How the person took part"), empty=_("Choose"))
    language = one_of("languages", _("Language of the talk"), empty=_("Choose"), required=False)
    on = DayField(label=_("Day of the talk"))
    words = text(_("In the person's own words"), rows=3)

    def asked(self) -> Asked:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return Asked(self.answers(), data["took_part"], data["on"], data["language"], data["words"])


class RiskForm(AssessmentForm):
    """Risk: a level and the day of the next look, beside the answers."""

    level = forms.ChoiceField(label=_("Level"), required=False)
    reason = text(_("Why it is lower than the answers ask for"), rows=2)
    review_on = DayField(label=_("Look again by"), required=False)

    def __init__(self, *args: Any, lines: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, lines=lines, **kwargs)
        days = {level.code: level.review_days for level in lines.levels}
        levels = [
            (
                level.code,
                _("%(level)s: again within %(days)s days")
                % {"level": gettext(level.text), "days": days[level.code]},
            )
            for level in lines.levels
        ]
        self.fields["level"].choices = [("", _("As the worst answer asks")), *levels]  # type: ignore[attr-defined]
        self.fields["review_on"].help_text = _("Left empty: as late as the level allows.")

    def values(self) -> dict[str, Any]:
        """What the verb takes beside the answers."""
        data = self.cleaned_data
        return {"level": data["level"], "reason": data["reason"], "review_on": data["review_on"]}


class GoalForm(forms.Form):
    """A wish, in the words of whoever has it."""

    words = text(_("What the person wants, in her own words"), rows=3, required=True,
                 help_text=_("In her own language, if you can. It is hers: do not put it better."))  # fmt: skip
    language = one_of("languages", _("Language"), empty=_("Choose"), required=False)


class GoalStateForm(forms.Form):
    """Where a wish stands."""

    state = one_of("goal-states", _("Where it stands"), radios=True)
    version = _version()


class OfferForm(forms.Form):
    """A service of the country's list. The hints describe what is usual; they are no plan for anybody."""

    code = forms.ChoiceField(label=_("What is offered"), widget=Radios())
    provider = forms.ChoiceField(label=_("Who gives it"), required=False)
    details = text(_("Details"), rows=2, help_text=_("Where, with whom, how often. Encrypted."))
    goal = forms.ChoiceField(label=_("For which wish"), required=False)
    agreed = forms.BooleanField(label=_("The person has said yes"), required=False)

    def __init__(
        self,
        *args: Any,
        offered: ServiceList,
        offices: Iterable[Office],
        goals: Iterable[Goal],
        **kwargs: Any,
    ) -> None:
        """offered: the country's list; offices: who may give it; goals: the person's wishes."""
        super().__init__(*args, **kwargs)
        self._offices = {str(o.pk): o for o in offices}
        self._goals = {str(g.pk): g for g in goals}
        self.fields["code"].choices = [(e.code, label("services", e.code)) for e in offered.services]  # type: ignore[attr-defined]
        hints = {
            e.code: ", ".join(gettext(p.name) for p in offered.usual_in(e.code)) for e in offered.services
        }
        usual = {code: gettext("Usual in: %(when)s") % {"when": when} for code, when in hints.items() if when}
        self.fields["code"].widget.hints = usual  # type: ignore[attr-defined]
        offices_ = [("", _("Not decided yet")), *((k, o.name) for k, o in self._offices.items())]
        self.fields["provider"].choices = offices_  # type: ignore[attr-defined]
        goals_ = [("", _("None of them")), *((k, g.words[:80]) for k, g in self._goals.items())]
        self.fields["goal"].choices = goals_  # type: ignore[attr-defined]

    def offer(self) -> Offer:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return Offer(
            data["code"],
            self._offices.get(data["provider"]),
            data["details"],
            self._goals.get(data["goal"]),
            data["agreed"],
        )


class TurnForm(forms.Form):
    """One move of a service or of the way into work: the day, and nothing more."""

    on = DayField(label=_("Day"))
    version = _version()


class StopForm(TurnForm):
    """Why it ended early."""

    end_reason = one_of("service-ends", _("Why"), empty=_("Choose"))
    field_order = ["end_reason", "on"]


class FinishForm(TurnForm):
    """What came of it."""

    outcome = one_of("service-outcomes", _("What came of it"), radios=True)
    field_order = ["outcome", "on"]


class HearForm(forms.Form):
    """What the person says of a service."""

    view = one_of("service-views", _("What the person says of it"), radios=True,
                  help_text=_("Ask her alone, and not whoever gives the service."))  # fmt: skip
    words = text(_("In her own words"), rows=3)
    version = _version()


class SessionForm(forms.Form):
    """One meeting."""

    on = DayField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=1440)
    came = forms.BooleanField(label=_("The person came"), required=False, initial=True)
    note = text(_("What is worth keeping"), rows=3, help_text=_("Little. Health goes into the health part."))


class PlanTalkForm(forms.Form):
    """The plan was talked over."""

    answer = one_of("plan-answers", _("What the person says of the plan"), radios=True)
    took_part = one_of("took-part", _("How the person took part"), empty=_("Choose"))
    language = forms.ChoiceField(label=_("Language of the sheet"))
    interpreter = forms.BooleanField(label=_("An interpreter was there"), required=False)
    words = text(_("In her own words"), rows=3)

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        """languages: those the sheet exists in, the person's first."""
        super().__init__(*args, **kwargs)
        choices = [(code, label("languages", code)) for code in languages]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]

    def talked(self) -> TalkedOver:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return TalkedOver(
            data["answer"], data["took_part"], data["language"], data["interpreter"], data["words"]
        )


class TermsForm(TurnForm):
    """What was agreed with an employer."""

    employer = text(_("Employer"), required=True, max_length=200, help_text=_("Encrypted."))
    province = text(_("Province of the work"), max_length=100)
    terms = text(_("Hours and wage, as agreed"), rows=3)
    wage_kept = forms.BooleanField(
        label=_("The wage is at least the minimum wage; I looked it up"), required=False
    )
    field_order = ["employer", "province", "terms", "wage_kept", "on"]

    def values(self) -> dict[str, Any]:
        """The terms as the verb takes them."""
        return {name: self.cleaned_data[name] for name in ("employer", "province", "terms", "wage_kept")}


class HealthForm(forms.Form):
    """An entry for health staff alone, and what the others should know."""

    kind = one_of("health-kinds", _("Kind"), empty=_("Choose"))
    on = DayField(label=_("Day"))
    text = text(
        _("Entry"),
        rows=6,
        required=True,
        help_text=_("Read by nurses and doctors of the offices that carry this case."),
    )


class AdviceForm(forms.Form):
    """What follows for the others."""

    text = text(_("What the others should do"), rows=2, required=True,
                help_text=_("Rest, a diet, no stairs. Not the reason: everybody who carries the case reads this."))  # fmt: skip
    no_travel = forms.BooleanField(label=_("No journey for now"), required=False)
    until = DayField(label=_("Until"), required=False)

    def values(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        data = self.cleaned_data
        return {"text": data["text"], "may_travel": not data["no_travel"], "until": data["until"]}


class GroupForm(forms.Form):
    """A peer group."""

    name = text(_("Name of the group"), required=True, max_length=80)
    language = one_of("languages", _("Language"), empty=_("Choose"), required=False)
    led_by_peer = forms.BooleanField(label=_("Somebody who went through it leads the group"), required=False)


class MeetingForm(forms.Form):
    """One meeting of a group: who came. There is no field for what was said."""

    on = DayField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=1440)
    came = forms.MultipleChoiceField(label=_("Who of those who stay here came"), required=False,
                                     widget=forms.CheckboxSelectMultiple())  # fmt: skip
    guests = forms.IntegerField(label=_("How many others"), required=False, min_value=0, max_value=200)

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        """cases: of the people who stay at the office, by code."""
        super().__init__(*args, **kwargs)
        self._cases = {str(c.pk): c for c in cases}
        self.fields["came"].choices = [(k, c.code) for k, c in self._cases.items()]  # type: ignore[attr-defined]

    def cases(self) -> list[Case]:
        """The cases that were ticked."""
        return [self._cases[key] for key in self.cleaned_data["came"]]


def today() -> dict[str, Any]:
    """Most forms begin with today."""
    return {"on": timezone.localdate()}
