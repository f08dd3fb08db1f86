"""Letting an office in is a disclosure: it stands on a consent to exactly this, or on a ground with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.protection.conftest import opened
from tests.unit.protection.test_consent import agreed

from wellknit.commands.acting import as_role
from wellknit.platform.access.models import Grant
from wellknit.platform.access.refusals import NotShared, NotValid
from wellknit.protection.actions import sharing
from wellknit.protection.models import Disclosure
from wellknit.protection.recipients import office_key


def reach_of(office: Any) -> int:
    with as_role("owner"):
        return Grant.objects.filter(office_id=office.pk).count()


def test_without_consent_or_ground_nobody_is_let_in(cast: Any) -> None:
    file = opened(cast)
    with pytest.raises(NotShared), cast.as_somying() as viewer:
        sharing.let_in(file, cast.elsewhere, by=viewer, what_for="shelter")
    with pytest.raises(NotValid), cast.as_somying() as viewer:
        sharing.let_in(file, cast.elsewhere, by=viewer, what_for="shelter", ground="legal_duty")
    assert reach_of(cast.elsewhere) == 0


def test_the_reach_cites_the_consent(cast: Any) -> None:
    file = opened(cast)
    given = agreed(
        cast, file, purpose="protection", recipient=office_key(cast.elsewhere.pk), scope=sharing.WHOLE_FILE
    )
    with cast.as_somying() as viewer:
        sharing.let_in(file, cast.elsewhere, by=viewer, what_for="shelter")
    with as_role("owner"):
        assert Disclosure.objects.get(what="reach").consent_id == given.pk
    assert reach_of(cast.elsewhere) == 1


def test_a_ground_is_written_down_with_its_reason(cast: Any) -> None:
    file = opened(cast)
    with cast.as_somying() as viewer:
        sharing.let_in(
            file,
            cast.police,
            by=viewer,
            what_for="identification",
            ground="legal_duty",
            reason="The law names a team.",
        )
    with as_role("owner"):
        line = Disclosure.objects.get(what="reach")
        assert (line.basis, line.reason, line.consent_id) == ("legal_duty", "The law names a team.", None)
