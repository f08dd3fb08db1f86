"""Addresses between offices, of the supervisor, and of the keys of other systems."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import journeys, nudges, oversight, tokens

urlpatterns = [
    path("between/", journeys.both_ways, name="journeys"),
    path("between/<uuid:journey_id>/", journeys.one, name="journey"),
    path("between/<uuid:journey_id>/withdraw/", journeys.withdraw, name="journey_withdraw"),
    path("between/step/<uuid:step_id>/<slug:verb>/", journeys.move, name="journey_move"),
    path("cases/<uuid:case_id>/between/", journeys.of_case, name="case_journeys"),
    path("cases/<uuid:case_id>/between/ask/", journeys.ask, name="journey_ask"),
    path("oversight/", oversight.oversight, name="oversight"),
    path("oversight/reminders/<uuid:reminder_id>/seen/", oversight.reminder_seen, name="reminder_seen"),
    path("approvals/<uuid:approval_id>/", oversight.decide, name="approval"),
    path("nudges/", nudges.choose, name="nudges"),
    path("limits/<uuid:clock_id>/pause/", oversight.pause, name="clock_pause"),
    path("limits/<uuid:clock_id>/on/", oversight.go_on, name="clock_go_on"),
    path("systems/", tokens.tokens, name="tokens"),
    path("systems/new/", tokens.issue, name="token_issue"),
    path("systems/<uuid:token_id>/revoke/", tokens.revoke, name="token_revoke"),
]
