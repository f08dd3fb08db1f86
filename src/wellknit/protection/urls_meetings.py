"""Addresses of the work with partner countries: meetings, group returns, visits, delays. Only opaque ids stand in them."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import delays, group_returns, liaison, meeting_record, meetings, visits

urlpatterns = [
    path("across/meetings/", meetings.meetings, name="case_meetings"),
    path("across/meetings/plan/", meetings.plan, name="case_meeting_plan"),
    path("across/meetings/<uuid:meeting_id>/", meetings.one, name="case_meeting"),
    path("across/meetings/<uuid:meeting_id>/change/", meetings.change, name="case_meeting_change"),
    path("across/meetings/<uuid:meeting_id>/draw/", meetings.draw, name="case_meeting_draw"),
    path("across/meetings/<uuid:meeting_id>/paper/<slug:kind>/", meetings.paper, name="case_meeting_paper"),
    path("across/meetings/<uuid:meeting_id>/there/", meeting_record.hold, name="case_meeting_hold"),
    path("across/meetings/<uuid:meeting_id>/decide/", meeting_record.decide, name="case_meeting_decide_all"),
    path(
        "across/meetings/<uuid:meeting_id>/decide/<uuid:item_id>/",
        meeting_record.decide,
        name="case_meeting_decide",
    ),
    path("across/meetings/<uuid:meeting_id>/agree/", meetings.agree, name="case_meeting_agree"),
    path("across/meetings/<uuid:meeting_id>/cancel/", meetings.cancel, name="case_meeting_cancel"),
    path("across/meetings/<uuid:meeting_id>/annex/", meeting_record.annex, name="meeting_annex"),
    path("across/list/<uuid:item_id>/off/", meetings.item_off, name="meeting_item_off"),
    path("across/list/<uuid:item_id>/sheet/", meeting_record.sheet, name="meeting_sheet"),
    path("across/journeys/<uuid:journey_id>/list/", meetings.to_list, name="journey_to_list"),
    path("across/decided/", meeting_record.tasks, name="meeting_tasks"),
    path("across/decided/<uuid:decision_id>/", meeting_record.task_done, name="meeting_task_done"),
    path("across/groups/", group_returns.group_returns, name="group_returns"),
    path("across/groups/plan/", group_returns.plan, name="group_return_plan"),
    path("across/groups/<uuid:group_id>/", group_returns.one, name="group_return"),
    path("across/groups/<uuid:group_id>/change/", group_returns.change, name="group_return_change"),
    path("across/groups/<uuid:group_id>/who/", group_returns.join, name="group_return_join"),
    path("across/groups/<uuid:group_id>/differs/", group_returns.differ, name="group_return_differ"),
    path("across/groups/<uuid:group_id>/sheets/", group_returns.sheets, name="group_return_sheets"),
    path("across/groups/<uuid:group_id>/handover/", group_returns.hand_over, name="group_return_hand_over"),
    path("across/groups/<uuid:group_id>/cancel/", group_returns.cancel, name="group_return_cancel"),
    path("across/travellers/<uuid:traveller_id>/off/", group_returns.traveller_off, name="traveller_off"),
    path("across/visits/", visits.visits, name="shelter_visits"),
    path("across/visits/plan/", visits.plan, name="shelter_visit_plan"),
    path("across/visits/<uuid:visit_id>/", visits.one, name="shelter_visit"),
    path("across/visits/<uuid:visit_id>/over/", visits.finish, name="shelter_visit_finish"),
    path("across/visits/<uuid:visit_id>/cancel/", visits.cancel, name="shelter_visit_cancel"),
    path("across/visits/met/<uuid:person_id>/", visits.meet, name="shelter_visit_meet"),
    path("across/liaison/", liaison.liaison, name="liaison_offices"),
    path("across/delays/", delays.delays, name="delays"),
    path("across/delays/<slug:corridor>.<slug:kind>", delays.delays_file, name="delays_file"),
    path(
        "across/delays/<slug:corridor>/<int:year>/<int:quarter>/propose/",
        delays.propose,
        name="delays_propose",
    ),
    path(
        "across/delays/<slug:corridor>/<int:year>/<int:quarter>/partner/",
        delays.partner,
        name="delays_partner",
    ),
    path("across/delays/<uuid:release_id>/release/", delays.release, name="delays_release"),
]
