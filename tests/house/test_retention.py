"""Nothing is kept because nobody thought of it: every relation has a rule and a ground."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings

from wellknit.lib.retention import rules

# What passes between nodes lives by the journey's own clock; its keeping is told in the exchange's rules.
APART = {"exchange"}


def _ours() -> set[str]:
    from wellknit.platform.access.fieldclass import OWN_APPS

    return {
        m._meta.label for m in apps.get_models() if m._meta.app_label in OWN_APPS - APART and m._meta.managed
    }


def test_every_relation_has_a_rule_and_a_ground() -> None:
    missing = _ours() - set(rules(settings.DATA))
    assert not missing, f"Add a rule with a legal basis to data/retention/ for: {sorted(missing)}"


def test_no_rule_speaks_of_a_relation_that_is_not_there() -> None:
    gone = {
        label
        for label in rules(settings.DATA)
        if label.split(".")[0] in {"protection", "plan", "vault", "access"}
    } - _ours()
    assert not gone, f"Take these out of data/retention/: {sorted(gone)}"


def test_rules_follow_one_another_and_count_from_a_real_date() -> None:
    known = rules(settings.DATA)
    for rule in known.values():
        if rule.goes_with:
            assert rule.goes_with in known, f"{rule.relation} goes with {rule.goes_with}, which has no rule"
        if rule.after:
            model = apps.get_model(rule.relation)
            assert rule.after in {f.name for f in model._meta.concrete_fields}, (
                f"{rule.relation} has no {rule.after}"
            )


def test_what_goes_with_a_case_is_found_when_the_case_is_erased() -> None:
    from wellknit.protection.erasing import hanging

    reached = {model._meta.label for model, _way in hanging()} | {"protection.Person", "protection.Referral"}
    said = {
        r.relation
        for r in rules(settings.DATA).values()
        if r.goes_with == "protection.Case" and r.relation.startswith("protection.")
    }
    assert said == reached, f"Rule and eraser disagree: {sorted(said ^ reached)}"
