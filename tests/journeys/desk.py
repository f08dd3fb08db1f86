"""What journeys of the protection wing share: people at desks, and the story up to a point."""

from __future__ import annotations

import re
import time
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from tests.harness.people import make_member, seen_by, sign_in

NATIVE, LATIN = "อัญชันทดสอบ", "Anchan Thotsop"
QUESTIONS = ("now", "age", "journey", "pressure", "work", "freedom", "wish")


class Desk:
    """Somebody at her desk: what a browser does, without one. `proved`: seconds since her last proof."""

    proved = 0

    def __init__(self, office: Any, role: str, name: str) -> None:
        self.office, self.user = office, make_member(office, role, name)
        self.come_in()

    def come_in(self) -> None:
        """Signed in a moment ago, with the proof that dangerous acts ask for."""
        self.client = sign_in(Client(), self.user, self.office)
        session = self.client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time() - self.proved}]
        session["account_authentication_methods_user"] = str(self.user.pk)
        session.save()

    def see(self, name: str, *args: Any, query: str = "", status: int = 200) -> str:
        """The page's text."""
        response = self.client.get(reverse(name, args=args) + query)
        assert response.status_code == status, (name, response.status_code, response.content.decode()[-2000:])
        return str(response.content.decode())

    def send(self, name: str, /, *args: Any, status: int = 302, key: str = "", **values: Any) -> Any:
        """Send a form as its page would."""
        body = {"form_key": key or str(uuid4()), **values}
        response = self.client.post(reverse(name, args=args), body)
        errors = re.findall(r"govuk-error-summary__list.*?</ul>", response.content.decode(), re.S)
        assert response.status_code == status, (
            name,
            response.status_code,
            errors or response.content[-1500:],
        )
        return response

    def viewer(self) -> Any:
        """A viewer scope of hers."""
        return seen_by(self.user, self.office)


def begin(desk: Desk, language: str = "th") -> str:
    """A talk begun; its id."""
    response = desk.send("screening_start", language=language, indicator_set="first-contact")
    return str(response["Location"].split("/")[2])


def talk(desk: Desk, *, age: dict[str, str], yes: dict[str, list[str]], **about: str) -> str:
    """A talk as far as the check page; its id."""
    talk_id = begin(desk)
    for group in QUESTIONS:
        answers = {f"q_{code}": "yes" for code in yes.get(group, [])}
        desk.send("screening_part", talk_id, group, **answers, **(age if group == "age" else {}))
    desk.send("screening_about", talk_id, sex="female", nationality="TH", **about)
    return talk_id


def refer(desk: Desk, talk_id: str, to: Desk, agrees: str = "yes") -> Any:
    """Office, consent, and where it leads."""
    desk.send("screening_office", talk_id, to_office=str(to.office.pk))
    return desk.send("screening_consent", talk_id, agrees=agrees)


def referred(border: Desk, shelter: Desk, **about: str) -> Any:
    """A referral that has arrived, as its row."""
    from wellknit.protection.models import Referral

    talk_id = talk(border, age={"age_years": "24"}, yes={"work": ["forced_work"]}, **about)
    refer(border, talk_id, shelter)
    with shelter.viewer():
        return Referral.objects.latest("sent_at")


def opened(border: Desk, shelter: Desk) -> str:
    """A case opened from a referral; its id."""
    referral = referred(border, shelter, name_native=NATIVE, name_latin=LATIN)
    shelter.send("referral_accept", referral.pk)
    shelter.see("known_for", referral.pk)
    response = shelter.send(
        "open_new_for",
        referral.pk,
        name_native=NATIVE,
        name_latin=LATIN,
        sex="female",
        nationality="TH",
        age_band="18+",
        exploitation="forced_labour",
    )
    return str(response["Location"].rstrip("/").split("/")[-1])
