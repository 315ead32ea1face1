"""``congvan demo --once --json --keep``: what it prints, and what an outsider can check with it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from congvan.demo.kept import Kept
from edxml import DocumentPacket, read_packet
from evidence.keys import read_public_key
from evidence.receipts import check_receipt

FULL = ["01", "03", "04", "05", "06"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """The demonstration, run once as anybody would run it, into the folder of an earlier one."""
    keep = tmp_path_factory.mktemp("keep")
    earlier = Kept(keep)
    earlier.begin()
    for name in ("good/earlier.pdf", "receipts/earlier.jws", "evidence/earlier.json", "packets/earlier.edxml"):
        earlier.write(name, b"of other keys")
    earlier.write("calls.jsonl", b"{}\n")
    words = [sys.executable, "-m", "congvan", "demo", "--once", "--json", "--keep", str(keep)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    return json.loads(done.stdout), keep


def test_both_letters_went_the_whole_way(played: tuple[dict[str, Any], Path]) -> None:
    result, _keep = played
    assert result["ok"] is True
    assert [(one["from"], one["to"]) for one in result["documents"]] == [("G22", "H29"), ("H29", "G22")]
    assert [one["statuses"] for one in result["documents"]] == [FULL, FULL]
    assert [one["verdict"] for one in result["documents"]] == ["valid", "valid"]
    assert result["documents"][0]["document_code"] == "01/VPCP-KSTT"
    assert {"name", "actor", "seconds"} <= set(result["steps"][0])


def test_refusal_recall_and_forgeries_are_told(played: tuple[dict[str, Any], Path]) -> None:
    result, _keep = played
    assert result["refused"]["status"] == "02"
    assert result["refused"]["reason"]
    assert result["recalled"]["status"] == "15"
    assert result["tampered"] == [{"how": "byte", "verdict": "broken"}, {"how": "page", "verdict": "broken"}]


def test_a_communes_document_went_through_two_axes_and_waited_while_one_was_off(
    played: tuple[dict[str, Any], Path],
) -> None:
    province = played[0]["province"]
    report, guide, waited = province["documents"]
    assert [(one["from"], one["to"]) for one in (report, guide)] == [("H49.41", "G22"), ("G22", "H49.41")]
    assert (report["statuses"], report["verdict"], report["via"]) == (FULL, "valid", ["quang-ninh", "national"])
    assert (guide["statuses"], guide["verdict"], guide["via"]) == (["01", "03"], "valid", ["national", "quang-ninh"])
    assert all(step["at"] for one in province["documents"] for step in one["hops"])
    assert province["switched_off"]["waited"] >= 1
    assert province["switched_off"]["arrived"] == 1
    assert waited["statuses"][0] == "01"


def test_a_witness_finds_every_signature_of_the_real_files_valid(played: tuple[dict[str, Any], Path]) -> None:
    files = sorted((played[1] / "good").glob("*.pdf"))
    assert len(files) == 2
    for pdf in files:
        said = subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, check=False).stdout
        assert said.count("Signature Validation: Signature is Valid.") == said.count("Signature #") >= 3
        assert "Total document signed" in said.rpartition("Signature #")[2]


@pytest.mark.parametrize(("folder", "expected"), [("good", {"valid"}), ("tampered", {"broken"})])
def test_the_command_line_judges_the_kept_files(
    played: tuple[dict[str, Any], Path], folder: str, expected: set[str]
) -> None:
    keep = played[1]
    verdicts = set()
    for pdf in sorted((keep / folder).glob("*.pdf")):
        words = [sys.executable, "-m", "congvan", "sign", "verify", str(pdf), "--trust", str(keep / "trust"), "--json"]
        verdicts.add(json.loads(subprocess.run(words, capture_output=True, text=True, check=False).stdout)["verdict"])
    assert verdicts == expected


def test_receipts_and_packets_fit_together(played: tuple[dict[str, Any], Path]) -> None:
    keep = played[1]
    key = read_public_key((keep / "keys" / "axis-receipts.pub.pem").read_bytes())
    receipts = {path.stem: check_receipt(path.read_text(), key) for path in (keep / "receipts").glob("*.jws")}
    packets = {path.stem: read_packet(path) for path in (keep / "packets").glob("*.edxml")}
    assert receipts.keys() == packets.keys()
    assert sum(isinstance(packet, DocumentPacket) for packet in packets.values()) >= 7
    calls = [json.loads(line) for line in (keep / "calls.jsonl").read_text().splitlines()]
    assert {"method", "url", "status", "sha256"} <= set(calls[0])
    assert any("/v1/packets" in call["url"] and call["method"] == "POST" for call in calls)


def test_every_packet_is_proven_offline(played: tuple[dict[str, Any], Path]) -> None:
    result, keep = played
    bundles = sorted((keep / "evidence").glob("*.json"))
    assert {path.stem for path in bundles} == {path.stem for path in (keep / "receipts").glob("*.jws")}
    assert result["evidence"]["ok"] is True
    assert result["evidence"]["entries"] >= len(bundles)
    for bundle in bundles[:3]:
        packet = keep / "packets" / f"{bundle.stem}.edxml"
        checked = evidence_verify(keep, bundle, packet)
        assert checked.returncode == 0, checked.stderr
        facts = json.loads(checked.stdout)
        assert facts["receipt"]["transfer_id"] == bundle.stem
        assert facts["timestamp"]["trusted"] is True


def test_a_bundle_or_packet_with_one_byte_changed_proves_nothing(
    played: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    keep = played[1]
    bundle = sorted((keep / "evidence").glob("*.json"))[0]
    packet = keep / "packets" / f"{bundle.stem}.edxml"
    other = tmp_path / "packet.edxml"
    data = bytearray(packet.read_bytes())
    data[len(data) // 2] ^= 1
    other.write_bytes(data)
    assert evidence_verify(keep, bundle, other).returncode == 1
    text = bundle.read_text()
    facts = json.loads(text)
    entry = facts["entries"][0]["text"]
    changed = tmp_path / "bundle.json"
    changed.write_text(text.replace(json.dumps(entry)[1:-1], json.dumps(entry.replace("size", "sizf"))[1:-1]))
    assert evidence_verify(keep, changed, packet).returncode in (1, 2)


def evidence_verify(keep: Path, bundle: Path, packet: Path) -> "subprocess.CompletedProcess[str]":
    """Check with the program alone: no address of any axis or database is known to it."""
    words = [sys.executable, "-m", "congvan", "evidence", "verify", str(bundle), "--json"]
    words += ["--key", str(keep / "keys" / "axis-receipts.pub.pem"), "--packet", str(packet)]
    words += ["--tsa", str(keep / "trust" / "issuing.crt")]
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("CONGVAN_", "DATABASE"))}
    return subprocess.run(words, capture_output=True, text=True, check=False, env=quiet)
