"""A meeting to come, its list drawn from what waits: the page of the meetings is not empty on the first day."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wellknit.web.demo.cast import cast
from wellknit.web.demo.desk import Desk
from wellknit.web.demo.nodes import DemoNode
from wellknit.web.demo.player import person_for

AHEAD = timedelta(weeks=4)


def plan_meeting(node: DemoNode, country: str) -> None:
    """The ministry's focal point plans the next meeting on cases with a country and draws its list. Raises Stuck."""
    who = person_for(node, "focal")
    desk = Desk(node.address, who.name, cast(node.charter).office(who.office).name)
    desk.sit_down()
    day = (datetime.now(ZoneInfo(str(node.says["time_zone"]))) + AHEAD).date()
    planned = desk.send(
        desk.get("/across/meetings/plan/").form("partner"), partner=f"country:{country}", kind="case_management",
        direction="", host="ours", place="The guest house at the bridge", starts_on=f"{day.day} {day.month} {day.year} CE",
    )  # fmt: skip
    desk.send(planned.form(action=r"/draw/$"))
