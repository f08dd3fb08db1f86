"""Our code lists point to codes that HTCDS 2.0 and the CTDC release really have."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from wellknit.lib.codelists import code_list

BESIDE = Path(__file__).parents[2] / ".." / "shared" / "standards"
STANDARDS = Path(os.environ.get("WELLKNIT_STANDARDS", BESIDE))
HTCDS = STANDARDS / "htcds" / "htcds-2.0-dictionary.json"
CTDC = STANDARDS / "ctdc" / "ctdc-2024-variables.json"

REASON = "the official files are not on this machine (WELLKNIT_STANDARDS)"
pytestmark = pytest.mark.skipif(not HTCDS.exists(), reason=REASON)


def htcds(field: str) -> set[str]:
    dictionary: list[dict[str, Any]] = json.loads(HTCDS.read_text(encoding="utf-8"))
    return {value["code"] for entry in dictionary if entry["field"] == field for value in entry["values"]}


def test_forms_of_exploitation() -> None:
    forms, industries = htcds("vic_TypeOfExploitation"), htcds("vic_ForcedLabourIndustry")
    for entry in code_list("exploitation").codes:
        assert entry.maps["htcds"] in forms, entry.code
        assert entry.maps.get("htcds_industry") in {None, *industries}, entry.code
    # ChildLabour is the one type we do not choose from: an export adds it to a child's forced labour.
    assert forms - {entry.maps["htcds"] for entry in code_list("exploitation").codes} == {"ChildLabour"}


def test_sex() -> None:
    genders = htcds("prs_Gender")
    assert all(entry.maps["htcds"] in genders for entry in code_list("sex").codes)


def test_ctdc_flags_and_genders() -> None:
    variables = {v["name"]: v for v in json.loads(CTDC.read_text(encoding="utf-8"))["variables"]}
    assert all(
        entry.maps.get("ctdc", "isOtherExploit") in variables for entry in code_list("exploitation").codes
    )
    genders = variables["gender"]["values"]
    assert all(entry.maps.get("ctdc") in genders for entry in code_list("sex").codes)


def test_countries_have_three_letters_too() -> None:
    for entry in code_list("countries").codes:
        if "no_state" not in entry.flags:
            assert len(entry.code) == 2
            assert len(entry.maps["alpha3"]) == 3
