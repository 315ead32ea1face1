"""The traps of the VXP dialect: what stock clients do, and what must be refused all the same. Doors: TRAPS."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from uuid import uuid4

from axislink.conformance.probes import VxpProbe
from axislink.conformance.values import Check, need
from axislink.protocol.vxp import PREFIX, file_hash, seal_headers

SECRET, FILE, RECEIVER, SENDER, FORM = "15", "10", "18", "19", "22"
# A digest with bytes below 16 in it is shorter when unpadded: about 12 of 13 digests are.


def padded(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet, parameters={"hash-file": hashlib.sha256(packet).hexdigest()})
    probe.confirm(probe.arrived(packet)["docId"])


def unpadded(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    while len(file_hash(hashlib.sha256(packet).digest())) == 64:
        packet = probe.options.maker.document()
    probe.sent(packet)
    probe.confirm(probe.arrived(packet)["docId"])


def old_timestamp(probe: VxpProbe) -> None:
    parameters = {"servicetype": "eDoc", "messagetype": "edoc"}
    for timestamp in ("01012019T000000+0001", "01012019T000000+0001", "31122099T235959+0999"):
        probe.done("getReceivedEdocList", parameters, b"", timestamp=timestamp)


def left_over(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet)
    earlier = {"docId": str(uuid4()), "docid": str(uuid4()), "status": "done", "filePath": "/x", "AgencyCode": "X"}
    told = probe.done("getReceivedEdocList", {**earlier, "servicetype": "eDoc", "messagetype": "edoc"}, b"")
    one = probe.arrived(packet)
    need(one["docId"] in {row["docId"] for row in told["data"]}, "getReceivedEdocList")
    probe.confirm(one["docId"], **{"from": "X", "to": "[]", "messagetype": "status", "fromDate": "?"})


def any_case(probe: VxpProbe) -> None:
    for spelled in ("docId", "docid", "DOCID"):
        packet = probe.options.maker.document()
        probe.sent(packet)
        doc_id = probe.arrived(packet)["docId"]
        probe.done("getEdoc", {spelled: doc_id, "filePath": ""})
        probe.done("updateStatus", {spelled: doc_id, "STATUS": "done"})


def changed_header(probe: VxpProbe) -> None:
    probe.refused(probe.told("countReceiveEdoc", {"level": "1"}, more={PREFIX + "level": "2"}), [SECRET])


def unsigned_parameter(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet, more={PREFIX + "to": '["KHONG-CO"]'})
    probe.confirm(probe.arrived(packet)["docId"])


def expect(probe: VxpProbe) -> None:
    probe.done("countReceiveEdoc", {}, more={"Expect": "100-continue"})


def without_tail(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet, tail=b"")
    one = probe.arrived(packet)
    need(probe.fetched(one["docId"]) == packet, "≠ packet")
    probe.confirm(one["docId"])


def tail_dropped(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet)
    one = probe.arrived(packet)
    need(probe.fetched(one["docId"]) == packet, "CR LF")
    probe.confirm(one["docId"])


def to_list(probe: VxpProbe) -> None:
    one = probe.options.agencies[-1]
    for written in (json.dumps([one]), one, ""):
        packet = probe.options.maker.document()
        probe.sent(packet, parameters={"to": written})
        probe.confirm(probe.arrived(packet)["docId"])


def to_narrows(probe: VxpProbe) -> None:
    packet = probe.options.maker.document(receivers=(probe.options.agencies[-1], f"KHONG-CO-{uuid4().hex[:6]}"))
    probe.sent(packet, parameters={"to": json.dumps([probe.options.agencies[-1]])})
    probe.confirm(probe.arrived(packet)["docId"])


def packed(probe: VxpProbe) -> None:
    heard = probe.ask("getAgenciesList", {}, b"", more={"Accept-Encoding": "gzip"})
    assert heard is not None
    need(heard.headers.get("content-encoding") == "gzip", heard.headers.get("content-encoding"))
    need(json.loads(gzip.decompress(heard.body)) == probe.done("getAgenciesList", {}, b""), "gzip ≠")


def again(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    first, second = probe.sent(packet), probe.sent(packet)
    need(first == second, f"DocId {first} ≠ {second}")
    probe.confirm(probe.arrived(packet)["docId"])


def wrong_secret(probe: VxpProbe) -> None:
    wrong = probe.told("countReceiveEdoc", {}, secret="khong-dung")  # noqa: S106 - wrong on purpose
    nobody = probe.told("countReceiveEdoc", {}, system_id=f"KHONG-CO-{uuid4().hex[:6]}")
    probe.refused(wrong, [SECRET])
    probe.refused(nobody, [SECRET])
    need(wrong["ErrorDesc"] == nobody["ErrorDesc"], nobody["ErrorDesc"])


def other_mark(probe: VxpProbe) -> None:
    sealed = seal_headers({}, system_id=probe.options.system_id, secret=probe.options.secret, timestamp="x")
    told = probe.told("countReceiveEdoc", {}, more={PREFIX + "hash-header": sealed[PREFIX + "hash-header"]})
    probe.refused(told, [SECRET])


def wrong_hash(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.refused(probe.send(packet, parameters={"hash-file": hashlib.sha256(b"x").hexdigest()}), [FILE])
    probe.refused(probe.send(packet, body=packet[: len(packet) // 2]), [FILE])


def half_packet(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.refused(probe.send(packet[: len(packet) // 2]), [FORM, "21"])


def broken_off(probe: VxpProbe) -> None:
    packet = probe.options.maker.document(size=400_000)
    parameters = {"from": probe.options.agencies[0], "hash-file": file_hash(hashlib.sha256(packet).digest())}
    probe.ask("sendEdoc", parameters, packet, cut=True)
    probe.sent(packet)
    probe.confirm(probe.arrived(packet)["docId"])


def late(probe: VxpProbe) -> None:
    packet = probe.options.maker.document(size=200_000)
    probe.sent(packet, late=True)
    probe.confirm(probe.arrived(packet)["docId"])


def unknown_receiver(probe: VxpProbe) -> None:
    packet = probe.options.maker.document(receivers=(f"KHONG-CO-{uuid4().hex[:6]}",))
    probe.refused(probe.send(packet), [RECEIVER])


def foreign_sender(probe: VxpProbe) -> None:
    other = f"KHONG-CO-{uuid4().hex[:6]}"
    probe.refused(probe.send(probe.options.maker.document(), parameters={"from": other}), [SENDER])
    probe.refused(probe.send(probe.options.maker.document(sender=other)), [SENDER])


def unknown_document(probe: VxpProbe) -> None:
    for doc_id in (str(uuid4()), "5f2b8c0e1a2b3c4d5e6f7a8b"):
        probe.refused(probe.told("getEdoc", {"docId": doc_id, "filePath": ""}))
        probe.refused(probe.told("updateStatus", {"docid": doc_id, "status": "done"}))


def unknown_word(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet)
    doc_id = probe.arrived(packet)["docId"]
    probe.refused(probe.told("updateStatus", {"docid": doc_id, "status": "inbox"}), [FORM])
    probe.confirm(doc_id)


def unknown_operation(probe: VxpProbe) -> None:
    probe.refused(probe.told("getKnobstick", {}))


TRAPS: Sequence[Check[VxpProbe]] = (
    Check("V-31", "hash-file không có số 0 đứng đầu", "hash-file without leading zeros", unpadded),
    Check("V-32", "hash-file đủ 64 ký tự", "hash-file with all 64 digits", padded),
    Check("V-33", "timestamp cũ nhiều năm, dùng lại: vẫn phục vụ", "A timestamp years old, used again, is served", old_timestamp),
    Check("V-34", "Tham số còn lại của lần gọi trước: bỏ qua", "Parameters left from earlier calls are ignored", left_over),
    Check("V-35", "docId, docid, DOCID là một", "docId, docid and DOCID are one", any_case),
    Check("V-36", "Gói tin kèm CR LF cuối: giữ đúng tệp đã băm", "A packet with a last CR LF: the hashed file is kept", tail_dropped),
    Check("V-37", "Gói tin không kèm CR LF cũng nhận", "A packet without it is accepted too", without_tail),
    Check("V-38", "Expect: 100-continue", "Expect: 100-continue", expect),
    Check("V-39", "to là danh sách JSON, một mã, hoặc rỗng", "to as a JSON list, one code, or empty", to_list),
    Check("V-40", "to thu hẹp nơi nhận trong gói", "to narrows the receivers of the packet", to_narrows),
    Check("V-41", "Danh sách cơ quan nén gzip khi được hỏi", "The agency list is packed when asked", packed),
    Check("V-42", "Gửi lại đúng gói: cùng một DocId", "The same packet again: the same DocId", again),
    Check("V-43", "Sai khóa và hệ thống lạ: cùng một câu trả lời", "Wrong secret and unknown system: the same answer", wrong_secret),
    Check("V-44", "Dấu HMAC của yêu cầu khác: từ chối", "The HMAC of another request is refused", other_mark),
    Check("V-45", "Tham số khác nội dung đã ký: từ chối", "A parameter that differs from what is signed is refused", changed_header),
    Check("V-46", "Tham số không ký: không đọc", "A parameter that is not signed is not read", unsigned_parameter),
    Check("V-47", "Sai mã băm của tệp: từ chối", "A wrong hash of the file is refused", wrong_hash),
    Check("V-48", "Gói tin cụt, mã băm đúng: từ chối", "Half a packet with its right hash is refused", half_packet),
    Check("V-49", "Đứt giữa chừng: không giữ gì, gửi lại được nhận", "Broken off: nothing kept, sent again it is accepted", broken_off),
    Check("V-50", "Nội dung đến chậm từng phần: vẫn nhận", "A body that comes late, in parts, is accepted", late),
    Check("V-51", "Nơi nhận không có: mã 18", "An unknown receiver: code 18", unknown_receiver),
    Check("V-52", "from không thuộc hệ thống: mã 19", "A from of another system: code 19", foreign_sender),
    Check("V-53", "docId không có: FAIL", "An unknown docId: FAIL", unknown_document),
    Check("V-54", "updateStatus với từ lạ: từ chối", "updateStatus with an unknown word is refused", unknown_word),
    Check("V-55", "Thao tác không có: FAIL đủ ba trường", "An unknown operation: FAIL with the three fields", unknown_operation),
)  # fmt: skip
