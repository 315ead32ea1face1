"""The asset build: exactly the files in use, quickly again, nothing from the network."""

from pathlib import Path

import pytest

from congvan import assets
from congvan.__main__ import main
from kit.screen.icons import ICONS


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("assets")
    assets.build(target=target)
    return target


def test_a_second_run_writes_nothing(built: Path) -> None:
    again = assets.build(target=built)

    assert (again.written, again.removed) == (0, 0)


def test_the_pages_find_what_they_link(built: Path) -> None:
    wanted = (
        "vendor/tabler/tabler.min.css", "vendor/htmx/htmx.min.js", "vendor/idiomorph/idiomorph-ext.min.js",
        "vendor/alpine/alpine-csp.min.js",
        "vendor/pdfjs/pdf.mjs", "vendor/pdfjs/pdf.worker.mjs", "vendor/pdfjs/pdf_viewer.mjs", "fonts/inter/vietnamese.woff2",
        "fonts/tinos/Tinos-Regular.ttf", "icons/sprite.svg",
    )  # fmt: skip

    assert [name for name in wanted if not (built / name).is_file()] == []


def test_the_sprite_holds_every_icon_in_use_with_the_stroke_of_the_design(built: Path) -> None:
    drawn = (built / "icons" / "sprite.svg").read_text(encoding="utf-8")

    assert drawn.count("<symbol ") == len(ICONS)
    assert drawn.count('stroke-width="1.75"') == len(ICONS)
    assert "M0 0h24v24H0z" not in drawn


def test_a_file_that_is_no_longer_used_goes(built: Path) -> None:
    stray = built / "vendor" / "old.js"
    stray.write_text("old", encoding="utf-8")

    assert assets.build(target=built).removed == 1
    assert not stray.exists()


def test_missing_packages_are_named_in_words(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsMissing) as caught:
        assets.build(source=tmp_path, target=tmp_path / "out")

    assert "npm ci" in caught.value.text()
    assert "tabler.min.css" in caught.value.text("en")


def test_the_command_answers_with_the_exit_code_of_the_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assets", "--from", str(tmp_path), "--to", str(tmp_path / "out")]) == 3
    assert "CVN-020" in capsys.readouterr().err
