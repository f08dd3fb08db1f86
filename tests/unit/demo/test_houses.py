"""The demo's shelters have houses, some looks are overdue, and one story has a plan."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wellknit.commands.acting import as_role


def test_shelters_have_beds_and_a_story_has_a_plan(db: Any) -> None:
    from wellknit.protection.actions import case, stay
    from wellknit.protection.actions.person import Who
    from wellknit.protection.models import Goal, Inspection, Service, Stay, Unit
    from wellknit.web.demo.cast import cast
    from wellknit.web.demo.houses import furnish
    from wellknit.web.demo.seeding import playing, seed_cast

    with as_role("owner"):
        seed_cast(cast())
    now = timezone.now()
    with playing(cast().person("mali").email, "shelter-centre", now) as viewer:
        file = case.open(Who(sex="female", name_latin="Invented"), case.Opening("18+", True), by=viewer)
        today = timezone.localtime(now).date()
        stay.begin(file, stay.Spell("shelter", "own_choice", "yes", "facility_record", today), by=viewer)
    with as_role("owner"):
        from wellknit.platform.identity.models import Office

        Stay.objects.update(facility=Office.objects.get(code="shelter-centre"))
    assert furnish(now) == 15
    with as_role("owner"):
        assert Unit.objects.count() == 15 and Inspection.objects.count() == 10
        assert Stay.objects.get().unit.ages == ["18+"]
        assert Goal.objects.count() == 1 and Service.objects.count() == 2
