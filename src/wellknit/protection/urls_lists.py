"""Addresses of lists in and out, of keeping and correcting. Only opaque ids stand in them."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import keeping, lists

urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/out/", lists.take_out, name="list_out"),
    path("lists/<uuid:run_id>/columns/", lists.columns, name="list_columns"),
    path("lists/<uuid:run_id>/columns/<int:number>/", lists.columns, name="list_sheet"),
    path("lists/<uuid:run_id>/", lists.plan, name="list_plan"),
    path("lists/<uuid:run_id>/drop/", lists.drop, name="list_drop"),
    path("cases/<uuid:case_id>/keeping/", keeping.keeping, name="keeping"),
    path("cases/<uuid:case_id>/keeping/hold/", keeping.hold, name="hold_put"),
    path("holds/<uuid:hold_id>/lift/", keeping.lift, name="hold_lift"),
    path("cases/<uuid:case_id>/keeping/wrong/", keeping.ask, name="correction_ask"),
    path("corrections/<uuid:correction_id>/", keeping.decide, name="correction_decide"),
    path("cases/<uuid:case_id>/keeping/own/", keeping.own_file, name="own_file"),
    path("cases/<uuid:case_id>/keeping/after/", keeping.propose, name="retention_propose"),
    path("retention/", keeping.due, name="retention"),
    path("retention/<uuid:decision_id>/", keeping.answer, name="retention_answer"),
]
