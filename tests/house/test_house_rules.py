"""What holds in the whole repository: codes, lengths, templates, kinds of events. Reads source; needs no Django."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src"
PROGRAMS = sorted(SRC.rglob("*.py"))
TEMPLATES = sorted([*SRC.rglob("*.html"), *SRC.rglob("*.svg")])
LONGEST = 400
CODE = re.compile(r"^[A-Z]{3}-\d{3}$")


def source(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(SRC))


def literals(body: list[ast.stmt]) -> dict[str, str]:
    """Return the texts assigned to plain names in a class body."""
    found = {}
    for line in body:
        if isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
            target, value = line.targets[0].id, line.value
        elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
            target, value = line.target.id, line.value
        else:
            continue
        try:
            text = ast.literal_eval(value)
        except ValueError:
            continue
        if isinstance(text, str):
            found[target] = text
    return found


def coded_errors() -> Iterator[tuple[str, dict[str, str]]]:
    for path in PROGRAMS:
        for node in ast.walk(source(path)):
            if isinstance(node, ast.ClassDef):
                facts = literals(node.body)
                if CODE.match(facts.get("code", "")):
                    yield f"{name_of(path)}:{node.name}", facts


def test_every_error_code_is_given_once() -> None:
    codes = Counter(facts["code"] for _, facts in coded_errors())

    assert len(codes) > 50
    assert [code for code, times in codes.items() if times > 1] == []


def test_every_error_speaks_vietnamese_and_english() -> None:
    silent = [where for where, facts in coded_errors() if not facts.get("message") or not facts.get("message_en")]

    assert silent == []


@pytest.mark.parametrize("ending", ["py", "html", "css", "js", "typ"])
def test_no_file_is_longer_than_the_wall(ending: str) -> None:
    files = [path for path in SRC.rglob(f"*.{ending}") if "migrations" not in path.parts]
    long = {name_of(path): length for path in files if (length := len(path.read_text().splitlines())) > LONGEST}

    assert long == {}


INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


def test_no_template_carries_style_or_script() -> None:
    found = {name_of(path): INLINE.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert {name: hits for name, hits in found.items() if hits} == {}


def recorded_kinds() -> Iterator[tuple[str, str]]:
    for path in (SRC / "office").rglob("*.py"):
        for node in ast.walk(source(path)):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called = node.func
            known = (isinstance(called, ast.Attribute) and called.attr == "record") or (
                isinstance(called, ast.Name) and called.id == "record"
            )
            first = node.args[0]
            if known and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield name_of(path), first.value


def test_every_recorded_kind_is_in_the_table() -> None:
    table = set(re.findall(r'Kind\(\s*"([a-z_.]+)"', (SRC / "office/audit/kinds.py").read_text(encoding="utf-8")))
    used = list(recorded_kinds())

    assert len(used) > 20
    assert [(where, kind) for where, kind in used if kind not in table] == []


def test_imports_stand_at_the_top_of_their_file() -> None:
    inner = [
        f"{name_of(path)}:{node.lineno}"
        for path in PROGRAMS
        for function in ast.walk(source(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inner == []
