"""Addresses of the evidence wing."""

from django.urls import path, re_path

from wellknit.evidence import views

urlpatterns = [
    path("shelters/", views.shelters_page, name="evidence_shelters"),
    re_path(r"^shelters\.(?P<kind>csv|xlsx)$", views.shelters_file, name="evidence_shelters_file"),
]
