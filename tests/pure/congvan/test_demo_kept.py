"""The folder of ``congvan demo --keep``: evidence of one play only, and nobody else's files touched."""

import os
from pathlib import Path

import pytest

from congvan.__main__ import main
from congvan.demo.errors import KeepTaken, NotFolder
from congvan.demo.kept import Kept


@pytest.mark.parametrize("name", ["new", "new/below/another", "empty"])
def test_a_new_or_an_empty_folder_is_taken(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)

    Kept(Path(name)).begin()

    assert os.listdir(tmp_path / name) == ["README.md"]


def test_a_second_play_replaces_what_the_first_kept_and_nothing_else(tmp_path: Path) -> None:
    first = Kept(tmp_path)
    first.begin()
    for name in ("receipts/old.jws", "evidence/old.json", "good/old.pdf", "calls.jsonl", "result.json"):
        first.write(name, b"of the first play")
    (tmp_path / "said.txt").write_text("mine")

    Kept(tmp_path).begin()

    assert sorted(os.listdir(tmp_path)) == ["README.md", "said.txt"]


def test_a_play_that_was_cut_off_leaves_a_folder_that_the_next_one_takes(tmp_path: Path) -> None:
    Kept(tmp_path).begin()

    Kept(tmp_path).check()


def test_a_folder_of_somebody_else_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "mine.pem").write_text("secret")
    (tmp_path / "README.md").write_text("# My own\n")

    with pytest.raises(KeepTaken, match=r"README\.md, keys"):
        Kept(tmp_path).begin()

    assert (tmp_path / "keys" / "mine.pem").read_text() == "secret"


def test_things_of_others_under_other_names_stay_beside_the_evidence(tmp_path: Path) -> None:
    (tmp_path / "install.log").write_text("made before")
    (tmp_path / "good").mkdir()

    Kept(tmp_path).begin()

    assert sorted(os.listdir(tmp_path)) == ["README.md", "install.log"]


def test_an_empty_file_that_a_shell_has_just_made_for_our_output_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "out.json").touch()

    Kept(tmp_path).begin()

    assert sorted(os.listdir(tmp_path)) == ["README.md", "out.json"]


def test_a_link_in_the_folder_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    kept, elsewhere = Kept(tmp_path / "kept"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine").touch()
    kept.begin()
    (tmp_path / "kept" / "good").symlink_to(elsewhere)

    kept.begin()

    assert (elsewhere / "mine").exists()
    assert not (tmp_path / "kept" / "good").exists()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_is_no_folder(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(NotFolder):
        Kept(tmp_path / place).begin()


@pytest.mark.parametrize(("lang", "words"), [("vi", "không phải thư mục"), ("en", "is a file")])
@pytest.mark.parametrize("once", [["--once", "--json"], []])
def test_the_command_refuses_before_it_starts_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, words: str, once: list[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    data = tmp_path / "data"

    code = main(["--lang", lang, "demo", *once, "--data", str(data), "--keep", str(tmp_path / "file")])

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.startswith("DEM-003: ")
    assert words in said.err
    assert not data.exists()
