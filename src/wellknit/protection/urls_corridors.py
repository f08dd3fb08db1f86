"""Addresses of corridors: codes of countries stand in them and nothing about a person."""

from __future__ import annotations

from django.urls import path

from wellknit.protection.views import corridors

urlpatterns = [
    path("corridors/", corridors.corridors, name="corridors"),
    path("corridors/<slug:corridor_id>/", corridors.corridor, name="corridor"),
    path("corridors/<slug:corridor_id>/<slug:form>/", corridors.corridor_file, name="corridor_file"),
]
