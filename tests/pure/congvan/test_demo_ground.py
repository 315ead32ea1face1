"""The data folder of a demonstration: a play that was cut off is cleared away, and nothing else ever is."""

import os
from pathlib import Path

import pytest

from congvan.__main__ import main
from congvan.database.errors import DatabaseInUse
from congvan.database.folder import DataFolder
from congvan.database.keeper import hold
from congvan.demo.errors import GroundTaken
from congvan.demo.ground import DATABASE, MARK, PARTS, Ground


def make(folder: Path, *names: str) -> None:
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("of an earlier run")


def cut_off(folder: Path) -> Ground:
    """Return the folder of a run that was stopped in the middle of its play."""
    ground = Ground(folder)
    with ground.held():
        make(folder, "pki/keys/a.p12", "office_g22/blobs/ab", "g22.json", f"{DATABASE}/secrets/postgres", "country.txt")
    return ground


@pytest.mark.parametrize("name", ["new/below", "empty"])
def test_a_new_folder_is_marked_before_anything_is_made_in_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with Ground(tmp_path / name).held() as begun:
        assert begun is False
        assert os.listdir(tmp_path / name) == [MARK]


def test_a_play_that_never_ended_is_known_and_cleared_and_other_files_stay(tmp_path: Path) -> None:
    ground = cut_off(tmp_path)
    make(tmp_path, "notes.txt", "my-keys/mine.pem")

    with ground.held() as begun:
        assert begun is True
        ground.clear({})

    assert sorted(os.listdir(tmp_path)) == [MARK, "my-keys", "notes.txt"]
    with ground.held() as begun:
        assert begun is False


def test_a_play_that_ended_stays(tmp_path: Path) -> None:
    ground = cut_off(tmp_path)
    ground.keep({"ok": True})

    with ground.held() as begun:
        assert begun is False
    assert ground.played


def test_a_folder_played_before_there_were_marks_is_served_as_it_is(tmp_path: Path) -> None:
    make(tmp_path, "played.json", "pki/keys/a.p12")

    with Ground(tmp_path).held() as begun:
        assert begun is False
    assert (tmp_path / "pki" / "keys" / "a.p12").exists()


def test_a_folder_without_our_mark_is_refused_and_stays(tmp_path: Path) -> None:
    make(tmp_path, "secrets/mine")

    with pytest.raises(GroundTaken, match="secrets"), Ground(tmp_path).held():
        pass

    assert os.listdir(tmp_path) == ["secrets"]


def test_a_play_that_goes_on_now_is_not_cleared_by_a_second_run(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    with ground.held():
        make(tmp_path, "pki/keys/a.p12")
        with pytest.raises(DatabaseInUse, match=str(os.getpid())), Ground(tmp_path).held():
            pass

    assert (tmp_path / "pki" / "keys" / "a.p12").exists()


def test_a_database_that_still_runs_keeps_the_rest_from_being_cleared(tmp_path: Path) -> None:
    ground = cut_off(tmp_path)

    with ground.held(), hold(DataFolder(tmp_path / DATABASE)), pytest.raises(DatabaseInUse):
        ground.clear({})

    assert (tmp_path / "pki" / "keys" / "a.p12").exists()


def test_a_link_in_the_folder_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    ground = cut_off(tmp_path / "data")
    make(tmp_path / "elsewhere", "mine")
    (tmp_path / "data" / "axis").symlink_to(tmp_path / "elsewhere")

    with ground.held():
        ground.clear({})

    assert (tmp_path / "elsewhere" / "mine").exists()
    assert not set(PARTS) & set(os.listdir(tmp_path / "data"))


def test_once_does_not_play_over_a_play_that_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut_off(tmp_path).keep({"ok": True})

    code = main(["demo", "--once", "--json", "--data", str(tmp_path)])

    said = capsys.readouterr()
    assert (code, said.out, said.err[:9]) == (2, "", "DEM-006: ")
    assert (tmp_path / "pki" / "keys" / "a.p12").exists()
