"""The files that are shipped fit together; and what is said when somebody breaks one of them."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from wellknit.lib import policykinds as kinds
from wellknit.lib.policycheck import KINDS, check_all, loaded
from wellknit.lib.policydata import DATA, load_all
from wellknit.lib.policykinds import LANGUAGES, Helpline, Helplines, words_in
from wellknit.lib.policyversions import register
from wellknit.lib.screeningset import SET_TEXTS, SETS, SetTexts, texts_in

FOLDERS = sorted({kind.folder for kind in KINDS} - {"."} | {"codelists"})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of our policy folders to break."""
    for folder in FOLDERS:
        shutil.copytree(DATA / folder, tmp_path / folder)
    for name in ("sources.toml", "versions.toml"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(data: Path) -> str:
    return "\n".join(str(problem) for problem in check_all(data))


def test_the_files_that_are_shipped_have_no_problem(data: Path) -> None:
    assert said(data) == ""


SET = "screening/first-contact-v1/set.toml"
TH = "charters/th.toml"
FUND = "entitlements/th-fund.toml"
BREAKS = [  # file, what stands there, what somebody writes, what she is told
    ("roles/nurse.toml", '"health.read"', '"health.raed"', "There is no permission health.raed"),
    ("roles/auditor.toml", '  "nurse",\n', "", "does not exclude"),
    ("roles/donor.toml", 'code = "donor"', 'code = "patron"', "The file is called donor"),
    ("clocks/protection.toml", '"supervisor"', '"superviser"', "There is no role superviser"),
    (TH, "Asia/Bangkok", "Asia/Krungthep", "is no time zone"),
    (TH, '"th-fund"', '"th-found"', "entitlements: there is no th-found"),
    (TH, 'clocks = "protection"\n', "", "A node with protection also names: clocks"),
    ("charters/cn.toml", '["plan"', '["justice", "plan"', "no justice wing without protection"),
    ("procedures/identification-th.toml", '"pending-review"', '"pending"', "no clock pending"),
    ("procedures/identification-kh.toml", "members = 2", "members = 3", "are two members"),
    ("procedures/identification-vn.toml", 'code = "pending"', 'code = "recognised"', "three results"),
    ("helplines/th.toml", "shown = false", "shown = true", "nobody has confirmed"),
    ("rights/leaflet-lo.toml", '"proves_nothing"', '"other"', "does not say 'proves_nothing'"),
    ("screening/first-contact-v1/my.toml", "\nhurt = ", "\nhrut = ", "questions: hurt stands only in one"),
    (SET, '"age-assessment"', '"age"', "There is no clock age"),
    (SET, '{ signal = "danger" }', '{ signal = "peril" }', "No question gives the signal peril"),
    (SET, "minutes = 5", "minutes = 6", "was changed after it was given out"),
    (FUND, 'document = "MRW9"', 'document = "MRW10"', "'MRW10' is no document we know"),
    (FUND, 'per = "time"\n', "", "go together"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), BREAKS, ids=[row[-1] for row in BREAKS])
def test_what_is_said_when_a_file_is_broken(data: Path, file: str, old: str, new: str, says: str) -> None:
    edit(data / file, old, new)
    assert says in said(data)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("roles/donor.toml", "No role carries money.pledge"),
        ("rights/leaflet-km.toml", "leaflet does not exist in 'km'"),
        ("screening/first-contact-v1/vi.toml", "does not exist in 'vi'"),
    ],
)
def test_what_is_said_when_a_file_is_missing(data: Path, file: str, says: str) -> None:
    (data / file).unlink()
    assert says in said(data)


def test_a_file_that_no_schema_reads_is_named(data: Path) -> None:
    (data / "rights/note.toml").write_text("", encoding="utf-8")
    assert "rights/note.toml: No schema reads this file" in said(data)


def test_registering_adds_and_never_mends(data: Path) -> None:
    assert register(data) == []
    edit(data / "clocks/protection.toml", "version = 1", "version = 2")
    assert register(data) == ["clocks/protection version 2"]
    assert "versions" not in said(data)
    edit(data / "clocks/protection.toml", "length = 15", "length = 20")
    assert register(data) == []
    assert "was changed after it was given out" in said(data)


# -- What the files promise


def test_no_unconfirmed_number_is_ever_shown() -> None:
    for _, file in loaded(kinds.HELPLINES):
        assert file.to_show(date(2026, 11, 21)) == ()


def test_a_confirmation_grows_old() -> None:
    source = {"document": "WELLKNIT", "place": "test"}
    line = Helpline(
        id="demo",
        name="Demo",
        number="000",
        shown=True,
        confirmed_by="An office",
        confirmed_on=date(2026, 1, 1),
        source=source,
    )
    file = Helplines.model_validate(
        {"id": "demo", "version": 1, "in_force_from": date(2026, 1, 1), "status": "draft", "source": source}
        | {"country": "TH", "confirmed_for_days": 90, "lines": (line,)}
    )
    assert file.to_show(date(2026, 4, 1)) == (line,)
    assert file.to_show(date(2026, 4, 2)) == ()
    assert file.to_show(date(2025, 12, 31)) == ()


def test_the_number_that_is_printed_in_two_ways_keeps_both() -> None:
    (thai,) = [file for _, file in loaded(kinds.HELPLINES) if file.country == "TH"]
    (division,) = [line for line in thai.lines if line.also_printed_as]
    assert (division.number, division.also_printed_as) == ("0 2202 9074-6", ("02202 9073 - 6",))


def test_who_may_hold_personal_data() -> None:
    holds = {charter.id: charter.holds_personal_data for charter in load_all(kinds.CHARTERS)}
    assert {name for name, yes in holds.items() if not yes} == {"secretariat", "cn"}


def test_whoever_watches_sees_no_file_and_whoever_runs_the_machine_sees_nobody() -> None:
    (permissions,) = load_all(kinds.PERMISSIONS)
    opens = {permission.code: set(permission.opens) for permission in permissions.permissions}
    roles = {role.code: role for role in load_all(kinds.ROLES)}
    for code in (
        "auditor",
        "statistician",
        "node_operator",
        "office_administrator",
        "donor",
        "civil_society",
    ):
        seen = set().union(*(opens[permission] for permission in roles[code].permissions))
        assert not seen & {"identity", "case"}, code


def test_only_the_emergency_opens_a_name_beyond_the_office() -> None:
    (permissions,) = load_all(kinds.PERMISSIONS)
    wide = {p.code for p in permissions.permissions if p.opens.get("identity") == "country"}
    assert wide == {"breakglass.use"}


def test_a_limit_without_a_source_says_that_it_is_a_draft() -> None:
    for clocks in load_all(kinds.CLOCKS):
        for rule in clocks.rules:
            assert (rule.standing == "draft") == (rule.source.document == "WELLKNIT"), rule.id
            assert rule.never_forces


def test_the_fund_as_printed() -> None:
    (fund,) = load_all(kinds.ENTITLEMENTS)
    printed = {c.code: (c.amount, c.per, c.times_per_year, c.days) for c in fund.ceilings if c.amount}
    assert printed == {
        "living": (3000, "time", 3, None),
        "medical": (30000, "time", 3, None),
        "rehabilitation": (20000, "total", None, None),
        "inability_to_work": (300, "day", None, 365),
        "goods": (3000, "time", 3, None),
    }
    assert [right.code for right in fund.rights if not right.kept_without_shelter] == [
        "shelter",
        "work_income",
    ]


def test_every_set_can_be_read_in_every_language() -> None:
    for chosen in load_all(SETS):
        for language in LANGUAGES:
            texts = texts_in(chosen, language)
            assert texts.language == language
            assert set(texts.questions) == set(chosen.questions)
            assert set(texts.reasons) == {rule.code for rule in chosen.rules}
        assert texts_in(chosen, "ja").language == "en"


def test_a_corrected_translation_takes_the_place_of_the_draft(data: Path) -> None:
    folder = data / "screening/first-contact-v1"
    text = (folder / "th.toml").read_text(encoding="utf-8").replace("version = 1", "version = 2", 1)
    text = text.replace('danger = "', 'danger = "!', 1)
    (folder / "th.v2.toml").write_text(text, encoding="utf-8")
    assert register(data) == ["screening/first-contact-th version 2"]
    assert said(data) == ""
    (first,) = [s for s in load_all(SETS, data) if s.id == "first-contact"]
    assert texts_in(first, "th", data).questions["danger"].startswith("!")


SCRIPTS = {
    "th": ("\u0e00", "\u0e7f"),
    "lo": ("\u0e80", "\u0eff"),
    "km": ("\u1780", "\u17ff"),
    "my": ("\u1000", "\u109f"),
    "zh": ("\u4e00", "\u9fff"),
}


def test_every_text_stands_in_its_own_script() -> None:
    """A Lao file pasted over a Thai one, or a line left in English, is seen by nobody who cannot read it."""
    texts = [(t.language, word) for t in load_all(SET_TEXTS) for word in words_of(t)]
    texts += [(sheet.language, part.text) for sheet in load_all(kinds.LEAFLETS) for part in sheet.paragraphs]
    for language, text in texts:
        if language in SCRIPTS:
            first, last = SCRIPTS[language]
            letters = [sign for sign in text if sign.isalpha()]
            assert all(first <= sign <= last for sign in letters), (language, text)


def words_of(texts: SetTexts) -> list[str]:
    parts = (texts.answers, texts.outcomes, texts.groups, texts.questions)
    parts += (texts.hints, texts.reasons, texts.follow_ups)
    return [texts.title, texts.opening, texts.closing, *(word for part in parts for word in part.values())]


def test_no_translation_claims_to_be_checked() -> None:
    for texts in load_all(SET_TEXTS):
        assert texts.translation.startswith("draft")
        assert not texts.checked_by


def test_words_for_the_translators() -> None:
    (role,) = [role for role in load_all(kinds.ROLES) if role.code == "nurse"]
    assert list(words_in(role)) == [role.name, role.sentence]
    (procedure,) = [p for p in load_all(kinds.PROCEDURES) if p.country == "TH"]
    assert procedure.review.sentence in list(words_in(procedure))


def test_who_runs_a_node_says_how_it_meets_the_others() -> None:
    import tomllib

    from wellknit.lib.policydata import DATA
    from wellknit.lib.policykinds import Charter

    given = tomllib.loads((DATA / "charters" / "th.toml").read_text())
    assert Charter.model_validate(given).exchange is not None
    for wrong in ({**given, "exchange": None}, {**given, "runs_node": False},
                  {**given, "exchange": {**given["exchange"], "offices": []}},
                  {**given, "exchange": {**given["exchange"], "address": "ftp://x"}}):  # fmt: skip
        with pytest.raises(ValueError, match="exchange"):
            Charter.model_validate(wrong)
