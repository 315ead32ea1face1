"""What must work on the native API. Doors: EXCHANGE."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from axislink.client import AxisClient
from axislink.conformance.probes import NativeProbe
from axislink.conformance.values import Check, Failed, need
from axislink.errors import RefusedByAxis
from axislink.protocol.sender import Sent
from axislink.protocol.vxp_answers import HANOI
from edxml import Operation

AT_ONCE = 4
POLL_S = 1.0


def keys(probe: NativeProbe) -> None:
    need(probe.client.axis_keys(), "/v1/keys")


def accepted(probe: NativeProbe) -> None:
    done = probe.client.submit(probe.options.maker.document())
    need(done.sent is Sent.ACCEPTED and done.receipt, f"{done.code} {done.sentence}")
    probe.taken(str(done.transfer_id))


def again(probe: NativeProbe) -> None:
    packet = probe.options.maker.document()
    first, second = probe.client.submit(packet), probe.client.submit(packet)
    need(second.sent is Sent.DUPLICATE, f"{second.sent} {second.code}")
    need(first.jws == second.jws, "receipt ≠")
    probe.taken(str(first.transfer_id))


def at_once(probe: NativeProbe) -> None:
    packet, one = probe.options.maker.document(), probe.options

    def submit(_: int) -> str | None:
        with AxisClient(one.url, one.system_id, probe.key, axis_keys=probe.client.axis_keys()) as client:
            return client.submit(packet).jws

    with ThreadPoolExecutor(AT_ONCE) as pool:
        receipts = set(pool.map(submit, range(AT_ONCE)))
    need(len(receipts) == 1 and None not in receipts, f"receipts: {len(receipts)}")
    probe.taken(probe.sent(packet))


def conflict(probe: NativeProbe) -> None:
    maker = probe.options.maker
    name = maker.id()
    transfer = probe.sent(maker.document(name))
    other = probe.client.submit(maker.document(name, subject="Nội dung khác"))
    need((other.sent, other.code) == (Sent.REFUSED, "AXS-107"), f"{other.sent} {other.code}")
    probe.taken(transfer)


def inbox(probe: NativeProbe) -> None:
    maker = probe.options.maker
    transfers = [probe.sent(maker.document()) for _ in range(3)]
    waiting = [one.transfer_id for one in probe.waiting() if one.transfer_id in transfers]
    need(waiting == transfers, f"{len(waiting)}/3, {'thứ tự' if set(waiting) == set(transfers) else 'thiếu'}")
    for one in transfers:
        probe.taken(one)


def fetch(probe: NativeProbe) -> None:
    packet = probe.options.maker.document(size=300_000)
    one = probe.arrived(probe.sent(packet))
    with TemporaryDirectory() as folder:
        need(probe.client.fetch(one, Path(folder) / "packet").read_bytes() == packet, "≠ packet")
    probe.client.acknowledge(one.delivery_id)


def acknowledge(probe: NativeProbe) -> None:
    one = probe.arrived(probe.sent(probe.options.maker.document()))
    probe.client.acknowledge(one.delivery_id)
    probe.client.acknowledge(one.delivery_id)
    need(one.delivery_id not in {row.delivery_id for row in probe.waiting()}, "inbox")
    try:
        probe.client.acknowledge(one.delivery_id, "failed", "kiểm tra")
    except RefusedByAxis as refusal:
        need(refusal.axis_code == "AXS-202", refusal.axis_code)
        return
    raise Failed("taken → failed")


def unusable(probe: NativeProbe) -> None:
    transfer = probe.sent(probe.options.maker.document())
    one = probe.arrived(transfer)
    try:
        probe.client.acknowledge(one.delivery_id, "failed", "")
    except RefusedByAxis as refusal:
        need(refusal.axis_code in ("AXS-204", "AXS-301"), refusal.axis_code)
    else:
        raise Failed("failed, reason = ''")
    probe.client.acknowledge(one.delivery_id, "failed", "kiểm tra: không dùng được")
    [row] = probe.client.trace(transfer)["receivers"]
    need((row["state"], row["failure"]) == ("failed", "kiểm tra: không dùng được"), row)


def trace(probe: NativeProbe) -> None:
    transfer = probe.sent(probe.options.maker.document())
    with TemporaryDirectory() as folder:
        probe.client.fetch(probe.arrived(transfer), Path(folder) / "packet")
    probe.taken(transfer)
    seen = [one["event"] for one in probe.client.trace(transfer)["events"]]
    need(seen == ["accepted", "delivered", "taken"], seen)


def receipt(probe: NativeProbe) -> None:
    done = probe.client.submit(probe.options.maker.document())
    need(probe.client.receipt(str(done.transfer_id)) == done.jws, "receipt ≠")
    probe.taken(str(done.transfer_id))


def proof(probe: NativeProbe) -> None:
    transfer = probe.sent(probe.options.maker.document())
    probe.taken(transfer)
    end = time.monotonic() + probe.options.patience_s
    while True:
        try:
            probe.client.proof(transfer)  # checked by the client: inclusion, head, receipt
            return
        except RefusedByAxis as refusal:
            need(refusal.axis_code == "AXS-501", refusal.axis_code)
            need(time.monotonic() < end, f"AXS-501 > {probe.options.patience_s:.0f} s")
        time.sleep(POLL_S)


def heads(probe: NativeProbe) -> None:
    head, _ = probe.client.log_head()
    if head is None:
        raise Failed("head = null")
    need(head.size > 0, f"size = {head.size}")
    if head.size > 1:
        need(isinstance(probe.client.consistency(1, head.size), list), "consistency")


def agencies(probe: NativeProbe) -> None:
    told = probe.client.agencies()
    codes = {code for one in told["agencies"] for code in (one["code"], one.get("code_qcvn102"))}
    need(codes & set(probe.options.agencies), f"{probe.options.agencies} ∉ {len(codes)}")
    need(probe.client.agencies(int(told["version"]))["agencies"] == [], "since = version")


def operations(probe: NativeProbe) -> None:
    maker = probe.options.maker
    name = maker.id()
    first = probe.sent(maker.document(name))
    seen = []
    for operation in (Operation.UPDATE, Operation.REPLACE, Operation.RECALL):
        seen.append(probe.taken(probe.sent(maker.document(name, operation=operation))).operation)
    probe.taken(first)
    need(seen == ["update", "replace", "recall"], seen)


def recall_first(probe: NativeProbe) -> None:
    maker = probe.options.maker
    name = maker.id()
    recall = probe.taken(probe.sent(maker.document(name, operation=Operation.RECALL)))
    original = probe.taken(probe.sent(maker.document(name)))
    need((recall.operation, original.operation) == ("recall", "new"), (recall.operation, original.operation))


def statuses(probe: NativeProbe) -> None:
    maker, seen = probe.options.maker, []
    name, at = maker.id(), datetime.now(HANOI).replace(microsecond=0)
    transfer = probe.sent(maker.document(name))
    for minutes, code in enumerate(("01", "03", "04", "05", "06", "13", "15", "16", "02")):
        one = probe.taken(probe.sent(maker.status(name, code, at + timedelta(minutes=minutes))))
        seen.append((one.kind, one.status, one.document_id))
    probe.taken(transfer)
    need(all(one[0] == "status" and one[2] == name for one in seen), seen)


def late_status(probe: NativeProbe) -> None:
    maker = probe.options.maker
    name, at = maker.id(), datetime.now(HANOI).replace(microsecond=0)
    transfer = probe.sent(maker.document(name))
    for code, ago in (("06", 0), ("03", 10), ("05", 5)):
        probe.taken(probe.sent(maker.status(name, code, at - timedelta(minutes=ago))))
    probe.taken(transfer)
    traced = probe.client.trace(transfer)
    need(traced["receivers"][0]["business_status"] == "06", traced["receivers"][0]["business_status"])
    told = [one["status"] for one in traced["events"] if one["event"] == "status"]
    need(told == ["06", "03", "05"], told)


def unknown_status(probe: NativeProbe) -> None:
    maker = probe.options.maker
    probe.taken(probe.sent(maker.status(maker.id(), "03", datetime.now(HANOI))))


EXCHANGE: Sequence[Check[NativeProbe]] = (
    Check("N-01", "Trục công bố khóa kiểm tra biên nhận", "The axis publishes the keys of its receipts", keys),
    Check("N-02", "Gói tin được nhận, biên nhận đúng chữ ký", "A packet is accepted, its receipt verifies", accepted),
    Check("N-03", "Gửi lại đúng gói: cùng một biên nhận", "The same packet again: the same receipt", again),
    Check("N-04", "Gửi cùng lúc nhiều lần: một lần chuyển", "Sent several times at once: one transfer", at_once),
    Check("N-05", "Cùng mã văn bản, nội dung khác: từ chối", "Same DocumentId, other content: refused", conflict),
    Check("N-06", "Danh sách chờ: cũ nhất trước, mỗi gói một lần", "The inbox: oldest first, each once", inbox),
    Check("N-07", "Tải về đúng từng byte", "What is fetched is what was sent, byte for byte", fetch),
    Check("N-08", "Xác nhận đã lấy; lặp lại không đổi gì", "Acknowledged as taken; again changes nothing", acknowledge),
    Check("N-09", "Báo không dùng được phải kèm lý do", "Unusable needs a reason, which is kept", unusable),
    Check("N-10", "Đường đi của gói tin theo thứ tự", "The trace of a packet, in order", trace),
    Check("N-11", "Biên nhận lấy lại đúng từng byte", "The receipt fetched again is the same bytes", receipt),
    Check("N-12", "Gói chứng cứ kiểm tra được trong thời hạn hứa", "The bundle of evidence verifies in the time promised", proof),
    Check("N-13", "Sổ chứng cứ nối tiếp", "The log of evidence continues its past", heads),
    Check("N-14", "Danh bạ, lấy phần thay đổi theo phiên bản", "The directory, and its changes by version", agencies),
    Check("N-15", "Cập nhật, thay thế, thu hồi đều đến nơi", "Update, replacement and recall arrive", operations),
    Check("N-16", "Thu hồi đến trước bản gốc", "A recall before its original", recall_first),
    Check("N-17", "Mọi trạng thái 01-06, 13, 15, 16 đều đến nơi", "All statuses 01-06, 13, 15, 16 arrive", statuses),
    Check("N-18", "Trạng thái đến sai thứ tự không làm lùi", "Statuses out of order never go back", late_status),
    Check("N-19", "Trạng thái của văn bản chưa biết vẫn chuyển", "A status of an unknown document passes", unknown_status),
)  # fmt: skip
