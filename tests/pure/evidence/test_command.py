"""Anyone with the axis' public key can check a receipt without the axis."""

import json

import pytest

from congvan.__main__ import main
from evidence.keys import new_private_key, public_pem
from evidence.receipts import Receipt, sign_receipt

AXIS = new_private_key()
PACKET = b"<edXML/>"


@pytest.fixture
def files(tmp_path):
    receipt = Receipt(
        transfer_id="t",
        axis="national",
        sender="G22",
        receivers=("H29",),
        kind="edoc",
        operation="new",
        document_id="x",
        packet_sha256="cbd49a96f55eef73a0b8f6eb2d58dc2d3f0ae1e0e3b5d4aab9ab9a4fd39b0a3e",
        size=len(PACKET),
        accepted_at="2026-11-22T08:00:00+07:00",
    )
    (tmp_path / "receipt.jws").write_text(sign_receipt(AXIS, receipt) + "\n")
    (tmp_path / "axis.pem").write_bytes(public_pem(AXIS))
    (tmp_path / "other.pem").write_bytes(public_pem(new_private_key()))
    (tmp_path / "packet.edxml").write_bytes(PACKET)
    return tmp_path


def verify(files, *more, key="axis.pem", receipt="receipt.jws"):
    return main(["evidence", "verify", str(files / receipt), "--key", str(files / key), *more])


def test_a_genuine_receipt_holds(files, capsys):
    assert verify(files, "--json") == 0
    assert json.loads(capsys.readouterr().out)["receipt"]["sender"] == "G22"


def test_another_axis_key_does_not_confirm_it(files, capsys):
    assert verify(files, key="other.pem") == 1
    assert "EVD-002" in capsys.readouterr().err


def test_a_receipt_of_another_packet_proves_nothing_about_this_one(files, capsys):
    assert verify(files, "--packet", str(files / "packet.edxml")) == 1
    assert "EVD-005" in capsys.readouterr().err


def test_what_cannot_be_read_is_bad_input(files):
    assert verify(files, receipt="packet.edxml") == 2
    assert verify(files, receipt="nothing") == 2
    assert verify(files, key="packet.edxml") == 2
