"""The log as it really runs: `axis worker` beside `axis serve`, a time stamp server over HTTP, offline checks."""

import threading
import time

from tests.axis.packets import document
from tests.axis.programs import running

from axislink.errors import RefusedByAxis
from axislink.heads import MemoryHeads
from congvan.__main__ import main as congvan
from evidence.bundles import write_bundle
from pdfseal.localpki import create_pki
from pdfseal.localtsa import LocalTimestamper, serve

PATIENCE_S = 90


def stamped_bundle(client, transfer_id):
    """Return the transfer's bundle once its head is stamped."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            bundle = client.proof(transfer_id)
            if bundle.timestamp:
                return bundle
        except RefusedByAxis as refusal:
            if refusal.axis_code != "AXS-501":  # not logged yet
                raise
        time.sleep(0.2)
    raise AssertionError("not logged and stamped in time")


def test_a_packet_is_logged_stamped_and_proven_offline(tmp_path):
    pki = create_pki(tmp_path / "pki", [], [])
    tsa = serve(LocalTimestamper(pki.key("tsa")))
    threading.Thread(target=tsa.serve_forever, daemon=True).start()
    environ = {"CONGVAN_AXIS_TSA_URL": f"http://127.0.0.1:{tsa.server_address[1]}", "CONGVAN_AXIS_HEAD_SECONDS": "0.5"}
    try:
        with running(tmp_path, **environ) as programs:
            client = programs.connect("vpcp", "G22=Văn phòng Chính phủ", "H29=UBND Thành phố Hồ Chí Minh")
            programs.start("worker")
            submitted = client.submit(document())
            (tmp_path / "bundle.json").write_bytes(write_bundle(stamped_bundle(client, submitted.transfer_id)))
            assert client.follow_log(MemoryHeads()).size >= 1
            assert '"ok": true' in programs.run("evidence", "audit", "--json")
    finally:
        tsa.shutdown()
        tsa.server_close()

    (tmp_path / "packet").write_bytes(document())
    key = tmp_path / "axis" / "keys" / "receipts.pub.pem"
    call = ["evidence", "verify", str(tmp_path / "bundle.json"), "--key", str(key)]
    assert congvan([*call, "--document", str(tmp_path / "packet")]) == 0
