"""What stands around every request before there is a viewer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wellknit.platform.access.drafts import hold_form


class HeldForms:
    """A form sent after the session ran out is kept for its writer instead of being lost.

    The answer to such a sending is the sign-in page, with the way back to what was written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") and self._sent_to_sign_in(response):
            # Script asked for a part of a page: the whole browser goes to the sign-in, not that part.
            return HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
        token = (
            request.method == "POST" and self._sent_to_sign_in(response) and request.POST.get("written_by")
        )
        if not token:
            return response
        held = hold_form(str(token), request.path, request.POST)
        if held is None:
            return response
        back = reverse("held", args=[held])
        return redirect(f"{reverse('account_login')}?next={reverse('enter')}%3Fnext%3D{back}")

    def _sent_to_sign_in(self, response: HttpResponse) -> bool:
        where = response.headers.get("Location", "")
        return response.status_code == 302 and where.startswith(
            (reverse(settings.LOGIN_URL), reverse("enter"))
        )
