"""The numbers of the design: contrast of the colours, no small text, dark written twice the same."""

import re
from pathlib import Path

import pytest

import kit.screen

STATIC = Path(kit.screen.__file__).parent / "static" / "screen"
SHEETS = sorted((STATIC / "css").glob("*.css"))
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")


def block(selector: str) -> dict[str, str]:
    """Return the custom properties of the first rule with this selector."""
    body = TOKENS[TOKENS.index(selector + " {") :].split("}")[0]
    return dict(re.findall(r"--cv-([a-z0-9-]+):\s*([^;]+);", body))


LIGHT = block(":root")
DARK = LIGHT | block(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *[(text, back) for text in ("tx", "tx2", "tx3")
      for back in ("surface", "canvas", "raised", "hover", "sel", "mute-t")],
    *[(tone, back) for tone in ("ok", "warn", "bad") for back in ("surface", "canvas", "hover", "sel", f"{tone}-t")],
    *[("ink-tx", back) for back in ("surface", "canvas", "hover", "sel", "ink-t")],
    *[("tx2", f"{tone}-t") for tone in ("ok", "warn", "bad", "ink")],
    ("on-ink", "ink"), ("on-ink", "ink-hover"), ("on-ink", "bad-fill"), ("on-ink", "bad-fill-h"), ("on-ink", "axis-bar"),
    ("toast-tx", "toast"), ("toast-link", "toast"), ("warn", "ok-t"),
]  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "back"), TEXT)
def test_text_has_at_least_four_and_a_half_to_one(theme: dict[str, str], text: str, back: str) -> None:
    assert contrast(theme[text], theme[back]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("back", ["surface", "canvas", "raised"])
def test_borders_of_fields_and_the_focus_ring_have_three_to_one(theme: dict[str, str], back: str) -> None:
    assert contrast(theme["field"], theme[back]) >= 3
    assert contrast(theme["ink-tx"], theme[back]) >= 3


def test_the_dark_of_the_machine_is_the_dark_of_the_person() -> None:
    assert block(':root[data-theme="dark"]') == block(':root[data-theme="auto"]')


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_holds_text_under_twelve_pixels(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    shorthand = re.findall(r"font:\s*(?:italic\s+)?\d{3}\s+([\d.]+)(rem|px|pt)", text)
    sizes = re.findall(r"font-size:\s*([\d.]+)(rem|px|pt)", text)
    pixels = {"rem": 16.0, "px": 1.0, "pt": 4 / 3}

    assert [f"{n}{unit}" for n, unit in shorthand + sizes if float(n) * pixels[unit] < 12] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_stand_in_the_tokens_alone(sheet: Path) -> None:
    if sheet.name in {"tokens.css", "print.css"}:
        return
    found = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet.read_text(encoding="utf-8")))

    # The dark bar, the toast and the selection bar are the same in both themes.
    assert found <= {"#FFFFFF", "#C6D1E8", "#DCE4F4", "#FF8C82", "#63CC90", "#AAB3C0"}


def test_every_sheet_is_linked_and_kept_by_the_service_worker() -> None:
    from_entry = set(re.findall(r'url\("css/([a-z]+\.css)"\)', (STATIC / "screen.css").read_text(encoding="utf-8")))

    assert from_entry == {sheet.name for sheet in SHEETS}


def test_no_file_of_the_screen_is_longer_than_400_lines() -> None:
    root = Path(kit.screen.__file__).parent
    long = [
        f.name
        for f in root.rglob("*")
        if f.suffix in {".py", ".css", ".js", ".html"} and len(f.read_text(encoding="utf-8").splitlines()) > 400
    ]

    assert long == []


def test_templates_carry_no_inline_style_or_script() -> None:
    root = Path(kit.screen.__file__).parent
    places = [*root.rglob("*.html"), *root.rglob("*.py")]
    found = [
        f.name
        for f in places
        if re.search(r"""\sstyle=["']|<script>|\son[a-z]+=["']|javascript:""", f.read_text(encoding="utf-8"))
    ]

    assert found == []
