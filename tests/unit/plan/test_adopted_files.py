"""An adopted framework does not change in place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wellknit.lib.policydata import DATA, PolicyError
from wellknit.plan.adopted_files import given_out, problems, register


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A copy of two frameworks and an empty list."""
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "plan").mkdir()
    for name in ("sdg", "bohol-2017"):
        shutil.copy(DATA / "frameworks" / f"{name}.toml", tmp_path / "frameworks")
    return tmp_path


def test_nothing_that_was_given_out_has_changed() -> None:
    """Broke this? Put the file back, and write the change as a new version."""
    assert [str(problem) for problem in problems()] == []


def test_the_list_grows_and_is_never_rewritten(data_dir: Path) -> None:
    assert {problem.says for problem in problems(data_dir)} == {
        "Version 1 is not in the list of what was given out."
    }
    assert (register(data_dir), register(data_dir)) == (2, 0)
    assert problems(data_dir) == [] and len(given_out(data_dir)) == 2
    path = data_dir / "frameworks" / "sdg.toml"
    old = path.read_text(encoding="utf-8")
    path.write_text(old.replace("No violence", "Less violence"), encoding="utf-8")
    assert "changed after it was given out" in problems(data_dir)[0].says
    with pytest.raises(PolicyError, match="new version"):
        register(data_dir)


def test_a_new_version_may_say_something_else(data_dir: Path) -> None:
    register(data_dir)
    path = data_dir / "frameworks" / "sdg.toml"
    old = path.read_text(encoding="utf-8")
    path.write_text(
        old.replace("No violence", "Less violence").replace("version = 1", "version = 2"), encoding="utf-8"
    )
    assert register(data_dir) == 1 and set(given_out(data_dir)) == {("sdg", 1), ("sdg", 2), ("bohol-2017", 1)}


def test_layout_and_comments_may_change(data_dir: Path) -> None:
    register(data_dir)
    path = data_dir / "frameworks" / "sdg.toml"
    path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert problems(data_dir) == []
