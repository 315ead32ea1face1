"""English is complete: every Vietnamese text of the office has its sentence, and what Django reads is fresh."""

import ast
import re
from pathlib import Path

from office.messages import LOCALE, compile_catalogue, read_entries

SRC = Path(__file__).resolve().parents[2] / "src"
FOLDERS = (SRC / "office", SRC / "kit" / "screen")
PO = LOCALE / "en" / "LC_MESSAGES" / "django.po"
IN_TEMPLATE = re.compile(r"""{%\s*trans(?:late)?\s+"((?:[^"\\]|\\.)*)"|_\("((?:[^"\\]|\\.)*)"\)""")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}


def in_programs() -> set[str]:
    found = set()
    for folder in FOLDERS:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in CALLS
                    and node.args
                ):
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        found.add(first.value)
    return found


def in_templates() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for folder in FOLDERS for path in folder.rglob("*.html"))
    return {(one or other).replace("%", "%%") for text in texts for one, other in IN_TEMPLATE.findall(text)}


def test_every_text_has_an_english_one() -> None:
    known = {key.split("\0")[0] for key in read_entries(PO.read_text(encoding="utf-8"))}

    assert sorted((in_programs() | in_templates()) - known) == []


def test_no_entry_is_unfinished() -> None:
    text = PO.read_text(encoding="utf-8")

    assert "fuzzy" not in text
    assert len(read_entries(text)) == text.count("\nmsgid ") + 1


def test_what_django_reads_was_made_from_the_text() -> None:
    assert PO.with_suffix(".mo").read_bytes() == compile_catalogue(PO.read_text(encoding="utf-8"))


def test_sentences_fill_in_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)|%([sd])", text))  # type: ignore[arg-type]

    entries = read_entries(PO.read_text(encoding="utf-8"))
    unlike = [key for key, value in entries.items() if key and facts(value.split("\0")[0]) != facts(key.split("\0")[0])]

    assert unlike == []
