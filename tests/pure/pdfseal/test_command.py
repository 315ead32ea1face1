"""`congvan sign verify` as a script calls it."""

import argparse
import json
from pathlib import Path

import pytest
from tests.pure.pdfseal import tampering
from tests.pure.pdfseal.conftest import Letter, Office

from congvan.commands.sign import register
from pdfseal.facts import FACTS, LEADS

KEYS = {
    "field", "signer", "issuer", "signed_at", "time_source", "digest", "sub_filter", "intact", "covers", "chain", "facts",
}  # fmt: skip


def congvan(*words: object) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lang", default="vi")
    register(parser.add_subparsers())
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


@pytest.fixture
def file(issued, tmp_path: Path) -> Path:
    path = tmp_path / "văn bản.pdf"
    path.write_bytes(issued)
    return path


def test_json_has_the_promised_shape(file: Path, office: Office, capfd):
    code = congvan("sign", "verify", file, "--trust", office.pki.trust, "--json")

    told = json.loads(capfd.readouterr().out)
    assert code == 0
    assert told["verdict"] == "valid"
    assert told["sentence"].startswith("Chữ ký số hợp lệ")
    assert all(set(signature) >= KEYS for signature in told["signatures"])
    assert told["signatures"][0]["signed_at"] == "2026-11-20T12:00:00+07:00"


def test_people_read_vietnamese_or_english(file: Path, office: Office, capfd):
    assert congvan("sign", "verify", file, "--trust", office.pki.trust) == 0
    assert "1. Nguyễn Thị Ngọc Ánh (cá nhân): còn nguyên vẹn" in capfd.readouterr().out

    assert congvan("sign", "verify", file, "--lang", "en") == 1
    assert "no trust anchors are installed" in capfd.readouterr().out


def test_exit_codes_tell_valid_from_refused_from_unreadable(
    file: Path, office: Office, letter: Letter, tmp_path, capfd
):
    other = tmp_path / "khác.pdf"
    other.write_bytes(tampering.replaced_page(file.read_bytes()))
    assert congvan("sign", "verify", other, "--trust", office.pki.trust) == 1
    other.write_bytes(letter.pdf)
    assert congvan("sign", "verify", other) == 1
    other.write_bytes(b"not a PDF")
    assert congvan("sign", "verify", other) == 2
    assert congvan("sign", "verify", tmp_path / "không có.pdf") == 2
    assert congvan("sign", "verify", file, "--trust", tmp_path / "không có") == 2

    told = capfd.readouterr().err
    assert [line.split(":")[0] for line in told.splitlines()] == ["PDF-001", "PDF-014", "PDF-011"]


def test_an_unreadable_file_is_json_too(tmp_path: Path, capfd):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"nothing")

    assert congvan("sign", "verify", path, "--json") == 2
    assert json.loads(capfd.readouterr().out)["error"]["code"] == "PDF-001"


def test_every_fact_is_explained_in_the_documentation():
    page = Path(__file__).parents[3].joinpath("docs", "verdicts.md").read_text()

    assert [code for code in (*FACTS, *LEADS) if f"`{code}`" not in page] == []
