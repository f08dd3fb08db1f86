"""Where other systems call. Each address takes a key of an office (systems.auth), never a browser's session."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from wellknit.protection.systems.app import api

_patterns, _app, _namespace = api.urls
for _entry in _patterns:
    if isinstance(_entry, URLPattern):
        _entry.callback.login_required = False  # type: ignore[attr-defined]
        _entry.callback.wk_open = "takes an office's own key on each call; its description is public"  # type: ignore[attr-defined]

urlpatterns = [path("api/v1/", include((_patterns, _app), namespace=_namespace))]
