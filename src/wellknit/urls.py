"""Every address of this node: the common pages, then those of the wings its charter switches on."""

from importlib import import_module

from django.conf import settings
from django.urls import include, path

from wellknit.web.views import entry, home

handler500 = "wellknit.web.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("health/", home.health, name="health"),
    path("enter/", entry.enter, name="enter"),
    path("leave/", entry.leave, name="leave"),
    path("held/<uuid:held_id>/", entry.held, name="held"),
    path("draft/", entry.draft, name="draft"),
    path("account/", include("wellknit.web.account_urls")),
]
if settings.DEMO:
    urlpatterns += [
        path("play/", entry.play, name="play"),
        path("play/<uuid:user_id>/", entry.play, name="play_as"),
    ]
for wing in (*settings.WINGS, "web"):
    try:
        found = import_module(f"wellknit.{wing}.urls")
    except ModuleNotFoundError as missing:
        if missing.name != f"wellknit.{wing}.urls":
            raise
        continue
    urlpatterns.append(path(getattr(found, "PREFIX", f"{wing}/"), include(found)))
