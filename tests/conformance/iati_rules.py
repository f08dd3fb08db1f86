"""The standard's own ruleset, run over a file: each rule of ruleset-SPEC.rst that the published JSON uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

Node = Any


def broken(
    tree: Node, ruleset: dict[str, Any], *, severities: tuple[str, ...] = ("error", "critical")
) -> list[str]:
    """Messages of every rule that does not hold, with its id."""
    found = []
    for context, rules in ruleset.items():
        for node in tree.xpath(context):
            for name, body in rules.items():
                for case in body["cases"]:
                    found += [m for sev, m in _broken(node, name, case) if sev in severities]
    return found


def _broken(node: Node, name: str, case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "condition" in case and not node.xpath(f"boolean({case['condition']})"):
        return
    if name == "loop":
        for value in dict.fromkeys(str(v) for v in node.xpath(case["foreach"])):
            for inner, body in case["do"].items():
                for each in body["cases"]:
                    yield from _broken(node, inner, _put(each, value))
        return
    if not RULES[name](node, case):
        info = case["ruleInfo"]
        yield info["severity"], f"{info['id']} {info['message']}"


def _put(case: Any, value: str) -> Any:
    if isinstance(case, str):
        return case.replace("$1", value)
    if isinstance(case, list):
        return [_put(item, value) for item in case]
    if isinstance(case, dict):
        return {key: item if key == "ruleInfo" else _put(item, value) for key, item in case.items()}
    return case


def _all(node: Node, paths: list[str]) -> list[str]:
    found = [item for path in paths for item in node.xpath(path)]
    return [item if isinstance(item, str) else (item.text or "") for item in found]


def _day(node: Node, path: str) -> date | None:
    if path == "NOW":
        return datetime.now(UTC).date()
    found = node.xpath(path)
    return date.fromisoformat(str(found[0])[:10]) if found else None


def _ordered(node: Node, case: dict[str, Any]) -> bool:
    less, more = _day(node, case["less"]), _day(node, case["more"])
    return less is None or more is None or less <= more


def _within_a_year(node: Node, case: dict[str, Any]) -> bool:
    start, end = _day(node, case["start"]), _day(node, case["end"])
    return start is None or end is None or (end - start).days <= 366


def _between(node: Node, case: dict[str, Any]) -> bool:
    day, start, end = (_day(node, case[key]) for key in ("date", "start", "end"))
    return None in (day, start, end) or start <= day <= end  # type: ignore[operator]


def _one_or_all(node: Node, case: dict[str, Any]) -> bool:
    if node.xpath(case["one"]):
        return True
    if case["all"] == "lang":
        return not node.xpath(".//narrative[not(@xml:lang)]")
    if case["all"] == "currency":
        return not node.xpath(".//value[not(@currency)]")
    return all(child.xpath(case["all"]) for child in node.xpath("transaction"))


def _starts(node: Node, case: dict[str, Any]) -> bool:
    if "ORG-ID-PREFIX" in case["prefix"]:
        return True  # the list of agencies is not part of the ruleset; ids are the publisher's to choose
    prefixes = [p + case.get("separator", "") for p in _all(node, case["prefix"])]
    return all(any(text.startswith(p) for p in prefixes) for text in _all(node, case["paths"]))


RULES: dict[str, Callable[[Node, dict[str, Any]], bool]] = {
    "atleast_one": lambda n, c: bool(_all(n, c["paths"])),
    "no_more_than_one": lambda n, c: len(_all(n, c["paths"])) <= 1,
    "unique": lambda n, c: len(_all(n, c["paths"])) == len(set(_all(n, c["paths"]))),
    "startswith": _starts,
    "one_or_all": _one_or_all,
    "date_now": lambda n, c: _ordered(n, {"less": c["date"], "more": "NOW"}),
    "date_order": _ordered,
    "regex_matches": lambda n, c: all(re.search(c["regex"], text) for text in _all(n, c["paths"])),
    "no_spaces": lambda n, c: all(text == text.strip() for text in _all(n, c["paths"])),
    "strict_sum": lambda n, c: sum(map(Decimal, _all(n, c["paths"])), Decimal(0)) == c["sum"],
    "range": lambda n, c: all(c["min"] <= float(text) <= c["max"] for text in _all(n, c["paths"])),
    "if_then": lambda n, c: not n.xpath(f"boolean({c['if']})") or n.xpath(f"boolean({c['then']})"),
    "time_limit": _within_a_year,
    "between_dates": _between,
}


def parsed(content: bytes) -> Node:
    """The file as a tree, without fetching anything."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
