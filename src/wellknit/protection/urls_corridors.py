"""Addresses of corridors: codes of countries stand in them and nothing about a person."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import corridor_papers, corridors

urlpatterns = [
    path("corridors/", corridors.corridors, name="corridors"),
    path("corridors/<slug:corridor_id>/", corridors.corridor, name="corridor"),
    path("corridors/<slug:corridor_id>/<slug:form>/", corridors.corridor_file, name="corridor_file"),
    path("cases/<uuid:case_id>/border/papers/", corridor_papers.papers, name="corridor_papers"),
    path(
        "cases/<uuid:case_id>/border/papers/<slug:corridor_id>/<slug:slot>/",
        corridor_papers.write,
        name="corridor_paper",
    ),
    path("papers/<uuid:document_id>/abroad/", corridor_papers.send_kept, name="paper_abroad"),
    path("cases/<uuid:case_id>/way-home/", corridor_papers.way_home, name="way_home"),
]
