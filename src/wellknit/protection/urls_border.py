"""Addresses of journeys between countries. Only opaque ids stand in them."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import border

urlpatterns = [
    path("border/", border.all_, name="border"),
    path("border/rescue/", border.rescue, name="border_rescue"),
    path("border/<uuid:journey_id>/", border.one, name="border_journey"),
    path("border/<uuid:journey_id>/withdraw/", border.withdraw, name="border_withdraw"),
    path("border/<uuid:journey_id>/beside/", border.beside, name="border_beside"),
    path("border/<uuid:journey_id>/hand-on/", border.hand_on, name="border_hand_on"),
    path("border/<uuid:journey_id>/case/", border.open_case, name="border_open_case"),
    path("border/<uuid:journey_id>/connect/", border.connect, name="border_connect"),
    path("border/<uuid:journey_id>/paper/", border.paper, name="border_paper"),
    path("border/paper/<uuid:paper_id>/", border.paper_file, name="border_paper_file"),
    path("border/notice/<uuid:notice_id>/", border.answer, name="border_answer"),
    path("border/step/<uuid:step_id>/tell/", border.tell, name="border_tell"),
    path("border/step/<uuid:step_id>/take/<slug:verb>/", border.move, name="border_move"),
    path("cases/<uuid:case_id>/border/", border.of_case, name="case_border"),
    path("cases/<uuid:case_id>/border/talk/", border.talked, name="border_talk"),
    path("cases/<uuid:case_id>/border/ask/", border.ask, name="border_ask"),
]
