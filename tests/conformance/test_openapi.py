"""The interface for other systems keeps to its own description: schemathesis attacks it by that."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.unit.protection.test_systems import key_for

from wellknit.protection.systems import auth, limits, screenings

SPEC = "/api/v1/openapi.json"
# Not `wellknit.wsgi`: the server's process says there that it never opens the keys of the exchange, for good.
application = get_wsgi_application()
schema = schemathesis.openapi.from_wsgi(SPEC, application)


@pytest.fixture
def caller(db: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A key of an office; nobody is told to wait, or there would be nothing to see."""
    from tests.harness.people import make_office

    office = make_office("border-post", kind="immigration", may_detain=True)
    make_office("shelter-north")
    monkeypatch.setattr(auth, "callers", limits.Limit(10**6))
    monkeypatch.setattr(auth, "strangers", limits.Limit(10**6))
    yield key_for(office)
    auth.forget()
    screenings._receiving.cache_clear()


@schema.parametrize()
@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
def test_it_answers_as_it_says(case: Any, caller: str) -> None:
    # Which questions a set has, and which offices receive, no schema can say: 422 is right for those.
    case.call_and_validate(
        headers={"Authorization": f"Bearer {caller}"}, excluded_checks=[positive_data_acceptance]
    )


def test_every_operation_declares_its_refusals() -> None:
    from wellknit.protection.systems.app import api

    for path, operations in api.get_openapi_schema()["paths"].items():
        for verb, operation in operations.items():
            declared = {int(code) for code in operation["responses"]}
            assert {400, 401, 403, 404, 409, 413, 422, 429} <= declared, f"{verb} {path}"
            assert operation["security"], f"{verb} {path} takes no key"
