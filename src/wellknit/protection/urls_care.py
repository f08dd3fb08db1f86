"""Addresses of plan and services, places, quality."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import (
    audits,
    care,
    health,
    inspections,
    places,
    plansheet,
    quality,
    stays,
    week,
    work,
)

urlpatterns = [
    # the plan of a case
    path("cases/<uuid:case_id>/plan/", care.plan, name="care_plan"),
    path("cases/<uuid:case_id>/plan/needs/", care.needs, name="needs"),
    path("cases/<uuid:case_id>/plan/risk/", care.risk, name="risk"),
    path("cases/<uuid:case_id>/plan/wish/", care.add_goal, name="goal_add"),
    path("goals/<uuid:goal_id>/", care.turn_goal, name="goal_turn"),
    path("cases/<uuid:case_id>/plan/offer/", care.offer, name="offer"),
    path("services/<uuid:service_id>/", care.service, name="service"),
    path("services/<uuid:service_id>/session/", care.add_session, name="session_add"),
    path("services/<uuid:service_id>/heard/", care.hear, name="service_hear"),
    path("services/<uuid:service_id>/step/<slug:verb>/", care.turn, name="service_turn"),
    path("cases/<uuid:case_id>/plan/sheet/<slug:language>/", plansheet.sheet, name="plan_sheet"),
    path(
        "cases/<uuid:case_id>/plan/sheet/<slug:language>/print/", plansheet.sheet_pdf, name="plan_sheet_pdf"
    ),
    path("cases/<uuid:case_id>/plan/talked/", plansheet.talk, name="plan_talk"),
    path("plans/<uuid:plan_id>/", plansheet.frozen, name="plan_frozen"),
    path("cases/<uuid:case_id>/plan/work/", work.wish, name="work_wish"),
    path("work/<uuid:path_id>/<slug:verb>/", work.step, name="work_step"),
    # health and peers
    path("cases/<uuid:case_id>/health/", health.health, name="health_part"),
    path("cases/<uuid:case_id>/health/write/", health.write, name="health_write"),
    path("cases/<uuid:case_id>/health/advise/", health.advise, name="health_advise"),
    path("peers/", health.groups, name="peer_groups"),
    path("peers/begin/", health.begin_group, name="peer_begin"),
    path("peers/<uuid:group_id>/", health.group, name="peer_group"),
    path("peers/<uuid:group_id>/met/", health.meet, name="peer_meet"),
    # places of stay
    path("places/", places.every, name="places"),
    path("cases/<uuid:case_id>/stays/keep/", stays.keep_bed, name="bed_keep"),
    path("stays/kept/<uuid:reservation_id>/back/", stays.give_bed_back, name="bed_back"),
    path("places/own/", places.own, name="place_own"),
    path("places/own/change/", places.keep, name="place_keep"),
    path("places/own/house/", places.add_unit, name="unit_add"),
    path("places/house/<uuid:unit_id>/", places.change_unit, name="unit_change"),
    path("places/house/<uuid:unit_id>/close/", places.close_unit, name="unit_close"),
    path("places/<uuid:place_id>/", inspections.place, name="place"),
    path("places/<uuid:place_id>/look/<slug:kind>/", inspections.look, name="place_look"),
    path("places/looks/<uuid:inspection_id>/", inspections.inspection, name="inspection"),
    path("places/improved/<uuid:improvement_id>/", inspections.improved, name="improved"),
    # quality
    path("watch/<uuid:notice_id>/seen/", quality.taken_note, name="watch_seen"),
    path("incidents/", quality.incidents, name="incidents"),
    path("incidents/report/", quality.report, name="incident_report"),
    path("incidents/<uuid:incident_id>/", quality.incident, name="incident"),
    path("incidents/<uuid:incident_id>/<slug:verb>/", quality.turn_incident, name="incident_turn"),
    path("complaints/", quality.complaints, name="complaints"),
    path("complaints/receive/", quality.receive, name="complaint_receive"),
    path("complaints/<uuid:complaint_id>/", quality.complaint, name="complaint"),
    path("complaints/<uuid:complaint_id>/<slug:verb>/", quality.turn_complaint, name="complaint_turn"),
    path("audits/", audits.audits, name="file_audits"),
    path("audits/draw/", audits.draw, name="file_audit_draw"),
    path("audits/<uuid:audit_id>/", audits.audit, name="file_audit"),
    path("audits/<uuid:audit_id>/finish/", audits.finish, name="file_audit_finish"),
    path("audits/file/<uuid:file_id>/", audits.file, name="audited_file"),
    path("cases/<uuid:case_id>/conferences/", audits.conferences, name="conferences"),
    path("cases/<uuid:case_id>/conferences/hold/", audits.hold, name="conference_hold"),
    path("conferences/decided/<uuid:decision_id>/done/", audits.decision_done, name="decision_done"),
    path("week/", week.week, name="week"),
    path("week/<slug:kind>/", week.week_file, name="week_file"),
]
