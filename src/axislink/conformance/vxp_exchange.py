"""The thirteen operations of the VXP dialect. Doors: EXCHANGE."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from axislink.conformance.probes import VxpProbe
from axislink.conformance.values import Check, NotRun, need
from axislink.protocol.vxp_answers import HANOI
from edxml import Operation

AGENCY = ("code", "name")


def agency_list(probe: VxpProbe) -> None:
    rows = probe.done("getAgenciesList", {}, b"")["data"]
    need({one["code"] for one in rows} & set(probe.options.agencies), f"{probe.options.agencies} ∉ {len(rows)}")
    need(all(one.get(name) for one in rows for name in AGENCY), AGENCY)


def qd20_list(probe: VxpProbe) -> None:
    rows = probe.done("getAgenciesListQD20", {"level": "1"}, b"")["data"]
    need({one["code"] for one in rows} & set(probe.options.agencies), f"{probe.options.agencies} ∉ {len(rows)}")
    need(all("code102" in one for one in rows), "code102")


def units(probe: VxpProbe) -> None:
    rows = probe.done("getSynchronizeUnit", {}, b"")["data"]
    [mine, *_] = [one for one in rows if one["code"] in probe.options.agencies]
    kinds = (isinstance(mine["version"], int), isinstance(mine["deleted"], bool), isinstance(mine["isAgency"], bool))
    need(all(kinds), {name: mine[name] for name in ("version", "deleted", "isAgency")})


def register(probe: VxpProbe) -> None:
    code = probe.options.register_code
    if not code:
        raise NotRun("cần --register-code: mã được phép đăng ký rồi xóa", "needs --register-code: a code to register")
    body = dict.fromkeys(("id", "pcode", "code", "name", "mail", "mobile", "fax"), "")
    for name in ("Cơ quan kiểm tra", "Cơ quan kiểm tra, tên mới"):
        told = body | {"code": code, "name": name, "pcode": probe.options.agencies[0]}
        probe.done("registerAgency", {}, json.dumps(told, ensure_ascii=False).encode())
        rows = probe.done("getAgenciesList", {}, b"")["data"]
        need([one["name"] for one in rows if one["code"] == code] == [name], code)
    probe.done("deleteAgency", {"AgencyCode": code})
    rows = probe.done("getAgenciesList", {}, b"")["data"]
    need(code not in {one["code"] for one in rows}, f"deleteAgency {code}")


def send(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    need(probe.sent(packet), "DocId")
    one = probe.arrived(packet)
    need(
        (one["from"], one["to"]) == (probe.options.agencies[0], probe.options.agencies[-1]),
        f"{one['from']} {one['to']}",
    )
    probe.confirm(one["docId"])


def oldest_first(probe: VxpProbe) -> None:
    packets = [probe.options.maker.document() for _ in range(3)]
    for packet in packets:
        probe.sent(packet)
    mine = [probe.arrived(packet)["docId"] for packet in packets]
    need([one["docId"] for one in probe.listed() if one["docId"] in mine] == mine, mine)
    for doc_id in mine:
        probe.confirm(doc_id)


def get_edoc(probe: VxpProbe) -> None:
    packet = probe.options.maker.document(size=300_000)
    probe.sent(packet)
    one = probe.arrived(packet)
    told = probe.done("getEdoc", {"docId": one["docId"], "filePath": "/tmp"})  # noqa: S108 - the client's own folder
    need(base64.b64decode(told["data"], validate=True) == packet, "≠ packet")
    probe.confirm(one["docId"])


def download(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet)
    one = probe.arrived(packet)
    need(probe.fetched(one["docId"]) == packet, "≠ packet")
    probe.confirm(one["docId"])


def processing(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet)
    one = probe.arrived(packet)
    probe.confirm(one["docId"], "processing")
    need(probe.arrived(packet)["docId"] == one["docId"], "processing")
    probe.confirm(one["docId"])


def done(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    probe.sent(packet)
    doc_id = probe.arrived(packet)["docId"]
    probe.confirm(doc_id)
    probe.confirm(doc_id)
    need(doc_id not in {one["docId"] for one in probe.listed()}, "done")


def fail(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    name = probe.sent(packet)
    probe.confirm(probe.arrived(packet)["docId"], "fail", description="Kiểm tra: “hỏng”")
    told = probe.done("getSentEdocList", {"servicetype": "eDoc", "messagetype": "edoc", "docId": name}, b"")
    [row] = told["data"]
    need(row["receiveStatus"].lower() == "fail" and "“hỏng”" in row["receiveStatusDesc"], row["receiveStatusDesc"])


def sent_list(probe: VxpProbe) -> None:
    packet = probe.options.maker.document()
    name = probe.sent(packet)
    probe.confirm(probe.arrived(packet)["docId"])
    told = probe.done("getSentEdocList", {"servicetype": "eDoc", "messagetype": "edoc", "docId": name}, b"")
    [row] = told["data"]
    need((row["senderDocId"], row["receiveStatus"]) == (name, "done"), row)


def counts(probe: VxpProbe) -> None:
    packet, operations = probe.options.maker.document(), ("countReceiveEdoc", "countReceiveStatus")
    before = [probe.done(name, {})["count"] for name in operations]
    probe.sent(packet)
    after = [probe.done(name, {})["count"] for name in operations]
    need(after == [before[0] + 1, before[1]], f"{before} → {after}")
    probe.confirm(probe.arrived(packet)["docId"])


def statuses(probe: VxpProbe) -> None:
    maker = probe.options.maker
    name, at = maker.id(), datetime.now(HANOI).replace(microsecond=0)
    original = maker.document(name)
    probe.sent(original)
    probe.confirm(probe.arrived(original)["docId"])
    for minutes, code in enumerate(("06", "03", "01")):  # the newest first
        packet = maker.status(name, code, at - timedelta(minutes=minutes))
        probe.sent(packet, parameters={"messagetype": "status", "from": maker.receiver})
        probe.confirm(probe.arrived(packet, "status")["docId"])


def recall_first(probe: VxpProbe) -> None:
    maker = probe.options.maker
    name = maker.id()
    for packet in (maker.document(name, operation=Operation.RECALL), maker.document(name)):
        probe.sent(packet)
        probe.confirm(probe.arrived(packet)["docId"])


def operations(probe: VxpProbe) -> None:
    maker = probe.options.maker
    name = maker.id()
    packets = [
        maker.document(name),
        *(maker.document(name, operation=one) for one in (Operation.UPDATE, Operation.REPLACE)),
    ]
    for packet in packets:
        probe.sent(packet)
        probe.confirm(probe.arrived(packet)["docId"])


EXCHANGE: Sequence[Check[VxpProbe]] = (
    Check("V-01", "getAgenciesList: có cơ quan của hệ thống", "getAgenciesList: the system's agencies are there", agency_list),
    Check("V-02", "getAgenciesListQD20: mã mới và code102", "getAgenciesListQD20: new code and code102", qd20_list),
    Check("V-03", "getSynchronizeUnit: đúng kiểu từng trường", "getSynchronizeUnit: each field of its type", units),
    Check("V-04", "registerAgency, deleteAgency", "registerAgency, deleteAgency", register),
    Check("V-05", "sendEdoc: đến nơi, đúng from và to", "sendEdoc: it arrives with its from and to", send),
    Check("V-06", "getReceivedEdocList: cũ nhất trước", "getReceivedEdocList: oldest first", oldest_first),
    Check("V-07", "getEdoc: Base64 của đúng từng byte", "getEdoc: Base64 of the very bytes", get_edoc),
    Check("V-08", "downloadEdoc: đúng từng byte", "downloadEdoc: the very bytes", download),
    Check("V-09", "updateStatus processing: vẫn còn trong danh sách", "updateStatus processing: it stays in the list", processing),
    Check("V-10", "updateStatus done: hết chờ; lặp lại vẫn OK", "updateStatus done: waits no more; again is OK", done),
    Check("V-11", "updateStatus fail: bên gửi thấy lý do", "updateStatus fail: the sender sees why", fail),
    Check("V-12", "getSentEdocList: kết quả từng nơi nhận", "getSentEdocList: what became of it per receiver", sent_list),
    Check("V-13", "countReceiveEdoc, countReceiveStatus", "countReceiveEdoc, countReceiveStatus", counts),
    Check("V-14", "Trạng thái sai thứ tự đều đến nơi", "Statuses out of order all arrive", statuses),
    Check("V-15", "Thu hồi đến trước bản gốc", "A recall before its original", recall_first),
    Check("V-16", "Cập nhật và thay thế dùng lại mã văn bản", "Update and replacement repeat a DocumentId", operations),
)  # fmt: skip
