"""A path's file: complete, walkable, and silent about who it is until somebody has accepted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wellknit.lib.pathkinds import PATHS, StepPath, path_problems
from wellknit.lib.policydata import DATA, PolicyError, load_toml

WHOLE = (DATA / "paths" / "office-referral.toml").read_text()


def written(tmp_path: Path, old: str, new: str, count: int = 1) -> Path:
    assert old in WHOLE
    file = tmp_path / "path.toml"
    file.write_text(WHOLE.replace(old, new, count))
    return file


@pytest.mark.parametrize(
    "old, new, says",
    [
        ('fields = ["age_band", ', 'fields = ["name_latin", "age_band", ', "before anybody has accepted"),
        ('clock = "office-answer"\n', "", "'clock' is missing"),
        ('owner = "social_worker"\n', "", "'owner' is missing"),
        ('begins = "answer"', 'begins = "nowhere"', "no step"),
        ('opens = ["serve"]', 'opens = ["elsewhere"]', "no step"),
        ('opens = ["hear"]', 'opens = ["serve"]', "never reached"),
        ('ends = "declined"', 'opens = ["answer"], ends = "declined"', "either opens a step or ends"),
        ('"contact"]', '"shoe_size"]', "no field"),
    ],
)
def test_a_file_that_cannot_be_walked_is_refused_with_the_line(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    where = 'fields = ["name_native", "name_latin", "contact"]' if "shoe" in new else old
    file = written(tmp_path, where, where.replace(old, new))
    with pytest.raises(PolicyError) as refused:
        load_toml(file, StepPath)
    assert says in str(refused.value)


def test_a_step_without_end_is_refused(tmp_path: Path) -> None:
    text = WHOLE.replace('ends = "done"', 'opens = ["serve"]').replace(
        'ends = "returned"', 'opens = ["hear"]'
    )
    file = tmp_path / "path.toml"
    file.write_text(text.replace('ends = "declined"', 'opens = ["explain"]'))
    with pytest.raises(PolicyError, match="no end is reached"):
        load_toml(file, StepPath)


def test_the_clocks_and_roles_that_paths_name_exist() -> None:
    assert list(path_problems()) == []
    assert PATHS.files()


def test_an_unknown_clock_is_named_with_its_line(tmp_path: Path) -> None:
    for folder in ("clocks", "roles", "paths", "codelists"):
        shutil.copytree(DATA / folder, tmp_path / folder)
    changed = WHOLE.replace('clock = "office-hear"', 'clock = "no-such-clock"')
    (tmp_path / "paths" / "office-referral.toml").write_text(changed)
    (problem,) = path_problems(tmp_path)
    assert "no-such-clock" in str(problem) and problem.line > 0
