"""``congvan edxml`` from the outside: output, errors and exit codes that scripts rely on."""

import argparse
import json

import pytest
from tests.pure.edxml.samples import FOLDER, plain_packet, sample

from congvan.commands.edxml import register
from edxml import write_packet


@pytest.fixture
def run(capsys):
    def call(*words: object, lang: str = "vi"):
        parser = argparse.ArgumentParser()
        parser.add_argument("--lang", default="vi")
        register(parser.add_subparsers())
        args = parser.parse_args(["--lang", lang, "edxml", *map(str, words)])
        code = args.run(args)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_reading_as_json_gives_the_promised_shape(run):
    code, out, err = run("read", sample("gen_edoc_type2"), "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["operation"] == "update"
    assert data["business_document_id"] == "000.00.05.H31,2025/03/14,215/SM-VP"
    assert data["receivers_changed"] == [
        {"code": "000.01.31.H31", "change": "removed"},
        {"code": "000.00.00.G99", "change": "added"},
    ]
    assert set(data) >= {
        "kind", "operation", "document_id", "business_document_id", "reason", "from", "to", "number", "notation", "issued_on",
        "place", "type_name", "subject", "signer", "priority", "due_on", "responses", "receivers_changed", "replaces",
        "attachments", "status", "trace", "remarks",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.edxml")), ids=lambda path: path.stem)
def test_every_sample_is_read_or_refused_by_the_command(run, path):
    code, out, err = run("read", path, "--json")
    data = json.loads(out)
    if path.name[:3] in ("04_", "05_", "12_"):
        assert code == 2
        assert err.startswith(data["error"]["code"] + ": ")
    else:
        assert code == 0
        assert data["kind"] in ("edoc", "status")
    assert run("read", path)[0] == code
    assert run("check", path)[0] in (0, 1, 2)
    assert run("check", path, "--json")[0] in (0, 1, 2)


def test_reading_for_people_is_in_vietnamese(run):
    code, out, _ = run("read", sample("09_"))
    assert code == 0
    assert "Trích yếu       Vv xin phép cử cán bộ đi công tác nước ngoài" in out
    assert "Độ khẩn         thường" in out
    code, out, _ = run("read", sample("20_"))
    assert "Trạng thái      02  từ chối tiếp nhận" in out


def test_a_refusal_speaks_the_language_asked_for(run):
    assert "Thẻ mở và thẻ đóng không khớp" in run("read", sample("12_"))[2]
    assert "do not match" in run("read", sample("12_"), lang="en")[2]


def test_a_missing_file_is_bad_input(run, tmp_path):
    code, out, err = run("read", tmp_path / "no.edxml", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "EDX-001")
    assert err.startswith("EDX-001: Không mở được tệp")
    assert run("check", tmp_path / "no.edxml")[0] == 2


def test_checking_tells_good_from_bad_by_its_exit_code(run, tmp_path):
    good, bad = tmp_path / "good.edxml", tmp_path / "bad.edxml"
    good.write_bytes(write_packet(plain_packet()))
    bad.write_bytes(write_packet(plain_packet()).replace(b"FullName", b"Name"))
    assert run("check", good)[0] == 0
    code, out, _ = run("check", bad)
    assert (code, "LỖI" in out, "SignerInfo/FullName" in out) == (1, True, True)
    assert json.loads(run("check", bad, "--json")[1])["ok"] is False
    assert run("check", sample("04_"))[0] == 2
