"""What must be refused on the native API, and what must be borne. Doors: REFUSALS."""

import os
import time
from collections.abc import Sequence
from uuid import uuid4

from axislink.conformance.probes import NativeProbe
from axislink.conformance.values import Check, NotRun, need
from axislink.protocol.sender import Sent
from evidence.keys import new_private_key

SUBMIT = ("POST", "/v1/packets")
TEN_MINUTES_S = 600
DTD = b'<!DOCTYPE edXML [<!ENTITY a "b">]>'


def unsigned(probe: NativeProbe) -> None:
    headers = {"content-type": "application/xml"}
    probe.refused(probe.raw.ask(*SUBMIT, headers, probe.options.maker.document()), "AXS-001")


def other_path(probe: NativeProbe) -> None:
    headers = probe.signed("GET", "/v1/agencies?since=0")
    probe.refused(probe.raw.ask("GET", "/v1/inbox?wait=0", headers), "AXS-005", "AXS-002")


def old_clock(probe: NativeProbe) -> None:
    packet = probe.options.maker.document()
    probe.refused(probe.ask(*SUBMIT, packet, created=time.time() - TEN_MINUTES_S), "AXS-006")
    probe.refused(probe.ask(*SUBMIT, packet, created=time.time() + TEN_MINUTES_S), "AXS-006")


def unknown_key(probe: NativeProbe) -> None:
    probe.refused(probe.ask(*SUBMIT, probe.options.maker.document(), key=new_private_key()), "AXS-003")


def revoked_key(probe: NativeProbe) -> None:
    if probe.options.revoked_key is None:
        raise NotRun("cần --revoked-key: một khóa đã bị thu hồi", "needs --revoked-key: a key that was revoked")
    probe.refused(probe.ask(*SUBMIT, probe.options.maker.document(), key=probe.options.revoked_key), "AXS-003")


def replayed(probe: NativeProbe) -> None:
    maker, nonce = probe.options.maker, os.urandom(16)
    first = probe.ask(*SUBMIT, maker.document(), nonce=nonce)
    need(first.status == 201, f"HTTP {first.status}")
    probe.refused(probe.ask(*SUBMIT, maker.document(), nonce=nonce), "AXS-007")
    probe.taken(str(first.json()["transfer_id"]))


def wrong_digest(probe: NativeProbe) -> None:
    packet = probe.options.maker.document()
    probe.refused(probe.ask(*SUBMIT, packet, digest_of=packet + b" "), "AXS-008")


def half_packet(probe: NativeProbe) -> None:
    packet = probe.options.maker.document()
    probe.refused(probe.ask(*SUBMIT, packet[: len(packet) // 2]), "AXS-102")


def broken_off(probe: NativeProbe) -> None:
    packet = probe.options.maker.document(size=400_000)
    probe.raw.ask(*SUBMIT, probe.signed(*SUBMIT, packet), packet, cut=True)
    done = probe.client.submit(packet)
    need(done.sent is Sent.ACCEPTED, f"{done.sent} {done.code}")
    probe.taken(str(done.transfer_id))


def late(probe: NativeProbe) -> None:
    packet = probe.options.maker.document(size=200_000)
    heard = probe.raw.ask(*SUBMIT, probe.signed(*SUBMIT, packet), packet, late=True)
    assert heard is not None
    need(heard.status == 201, f"HTTP {heard.status}")
    probe.taken(str(heard.json()["transfer_id"]))


def unknown_receiver(probe: NativeProbe) -> None:
    packet = probe.options.maker.document(receivers=(f"KHONG-CO-{uuid4().hex[:8]}",))
    probe.refused(probe.ask(*SUBMIT, packet), "AXS-104")


def foreign_sender(probe: NativeProbe) -> None:
    packet = probe.options.maker.document(sender=f"KHONG-CO-{uuid4().hex[:8]}")
    probe.refused(probe.ask(*SUBMIT, packet), "AXS-103")


def secret_mark(probe: NativeProbe) -> None:
    probe.refused(probe.ask(*SUBMIT, probe.options.maker.document(subject="(Mật) Kiểm tra kết nối")), "AXS-108")


def hostile(probe: NativeProbe) -> None:
    head, _, rest = probe.options.maker.document().partition(b"\n")
    probe.refused(probe.ask(*SUBMIT, head + b"\n" + DTD + rest), "AXS-102")
    probe.refused(probe.ask(*SUBMIT, b"khong phai XML"), "AXS-102")


def empty(probe: NativeProbe) -> None:
    probe.refused(probe.ask(*SUBMIT, b""), "AXS-110", "AXS-102", "AXS-002")


def other_type(probe: NativeProbe) -> None:
    probe.refused(probe.ask(*SUBMIT, probe.options.maker.document(), content_type="text/html"), "AXS-112")


def not_ours(probe: NativeProbe) -> None:
    for path in ("packets/{}", "packets/{}/trace", "receipts/{}", "proofs/{}"):
        probe.refused(probe.ask("GET", "/v1/" + path.format(uuid4())), "AXS-201", "AXS-501")


REFUSALS: Sequence[Check[NativeProbe]] = (
    Check("N-31", "Yêu cầu không ký: từ chối", "An unsigned request is refused", unsigned),
    Check("N-32", "Chữ ký của yêu cầu khác: từ chối", "The signature of another request is refused", other_path),
    Check("N-33", "Đồng hồ lệch mười phút: từ chối", "A clock ten minutes off is refused", old_clock),
    Check("N-34", "Khóa chưa đăng ký: từ chối", "A key that is not registered is refused", unknown_key),
    Check("N-35", "Khóa đã thu hồi: từ chối", "A key that was revoked is refused", revoked_key),
    Check("N-36", "Số dùng một lần bị dùng lại: từ chối", "A nonce used twice is refused", replayed),
    Check("N-37", "Sai mã băm của nội dung: từ chối", "A wrong digest of the body is refused", wrong_digest),
    Check("N-38", "Gói tin cụt, mã băm đúng: từ chối", "Half a packet with its right digest is refused", half_packet),
    Check("N-39", "Đứt giữa chừng: không giữ gì, gửi lại được nhận", "Broken off: nothing kept, sent again it is accepted", broken_off),
    Check("N-40", "Nội dung đến chậm từng phần: vẫn nhận", "A body that comes late, in parts, is accepted", late),
    Check("N-41", "Nơi nhận không có: từ chối", "An unknown receiver is refused", unknown_receiver),
    Check("N-42", "Nơi gửi không thuộc hệ thống: từ chối", "A sender of another system is refused", foreign_sender),
    Check("N-43", "Văn bản ghi độ mật: từ chối", "A document marked secret is refused", secret_mark),
    Check("N-44", "Khai báo DTD, nội dung không phải XML: từ chối", "A DTD, or what is no XML, is refused", hostile),
    Check("N-45", "Gói tin rỗng: từ chối", "An empty packet is refused", empty),
    Check("N-46", "Kiểu nội dung khác: từ chối", "Another content type is refused", other_type),
    Check("N-47", "Gói tin không phải của mình: không thấy", "Packets of others are not seen", not_ours),
)  # fmt: skip
