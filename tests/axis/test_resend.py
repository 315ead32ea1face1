"""What did not arrive is found with its reason and offered again, each delivery with its own answer; nothing is forgotten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from tests.axis.packets import document
from tests.axis.pages import page

from axis.config import config
from axis.console.problems import BY_KEY, CONDITIONS, DEAD_AFTER, LISTS, Asked, find
from axis.console.words import RESENT
from axis.delivery.actions.resend import Outcome, resend
from axis.delivery.models import Delivery, Resend
from axis.directory.actions.connect import lock_system
from axis.directory.models import Agency
from axis.keyring import public_keys
from axis.oversight.models import OperatorEvent
from axis.worker import log_evidence
from evidence.bundles import check_bundle, read_bundle
from kit.clock import now

LATE = timedelta(minutes=15)


def fail(world, *, to=("H29",), reason="Tệp không khớp mã băm", **written):
    """Send a document and have every receiver of TP. HCM report it as unusable; return its deliveries."""
    submitted = world.vpcp.submit(document(to=to, **written))
    for one in world.tphcm.inbox():
        if one.transfer_id == submitted.transfer_id:
            world.tphcm.acknowledge(one.delivery_id, "failed", reason)
    return list(Delivery.objects.filter(transfer__ref=submitted.transfer_id).order_by("pk"))


def again(world, *rows, note=""):
    refs = [row.ref for row in rows]
    return [one.outcome for one in resend(refs=refs, by="Phùng Nhật Lệ", note=note, bodies=config().bodies, now=now())]


def test_a_failed_delivery_waits_again_and_its_trace_keeps_both_attempts(world):
    [row] = fail(world)

    assert again(world, row, note="Bên nhận đã sửa đĩa") == [Outcome.OFFERED]

    [waiting] = world.tphcm.inbox()
    world.tphcm.acknowledge(waiting.delivery_id)
    events = world.vpcp.trace(waiting.transfer_id)["events"]
    assert [one["event"] for one in events if one["event"] in ("failed", "resent", "taken")] == [
        "failed",
        "resent",
        "taken",
    ]
    assert "Tệp không khớp mã băm" in {one.get("reason") for one in events}
    assert Resend.objects.get().by == "Phùng Nhật Lệ"


def test_each_delivery_has_its_own_answer(world):
    failed, other = fail(world, to=["H29", "H29.01"])
    world.vpcp.submit(document(to=["G09"], document_id="waiting"))
    waiting = Delivery.objects.get(receiver__code="G09")
    assert again(world, failed, other, waiting) == [Outcome.OFFERED, Outcome.OFFERED, Outcome.WAITING]

    for one in world.tphcm.inbox():
        world.tphcm.acknowledge(one.delivery_id)
    assert again(world, failed) == [Outcome.TAKEN]

    Agency.objects.filter(code="G09").update(system=None)
    assert again(world, waiting) == [Outcome.NO_WAY]

    [lost] = fail(world, document_id="lost", subject="V/v gói mất nội dung")
    config().bodies.path(lost.transfer.packet_sha256).unlink()
    assert again(world, lost) == [Outcome.BODY_MISSING]


def test_every_answer_has_its_words_and_every_list_its_condition():
    assert set(RESENT) == set(Outcome)
    assert set(BY_KEY) == {one.key for one in LISTS}
    assert len(CONDITIONS) == len(LISTS) - 1  # refused packets are no deliveries


def test_lists_tell_apart_why_something_did_not_arrive(world, operator):
    fail(world, document_id="a", number="71")
    world.vpcp.submit(document(document_id="b", number="72"))
    world.vpcp.submit(document(to=["G09"], document_id="c", number="73"))
    world.vpcp.submit(document(to=["H29.01"], document_id="d", number="74"))
    world.vpcp.submit(document(to=["Z99"], document_id="e", number="75"))
    ages = {"b": timedelta(hours=1), "c": timedelta(hours=1), "d": DEAD_AFTER + LATE}
    for document_id, age in ages.items():
        Delivery.objects.filter(transfer__document_id=document_id).update(submitted_at=world.now - age)
    lock_system(system_id="bnv", locked=True)

    stands = {"loi": "71", "chua-lay": "72", "chua-chuyen": "73", "qua-han": "74", "tu-choi": "75"}
    for key, number in stands.items():
        text = page(operator, f"/chua-den/{key}")
        assert [other for other in stands.values() if f"{other}/VPCP-KSTT" in text] == [number], key
    for words in ("đang tạm khóa", "Tệp không khớp mã băm", "chưa lấy gói này"):
        assert words in page(operator, "/chua-den/tat-ca")
    assert "Trục không biết nơi nhận Z99" in page(operator, "/chua-den/tu-choi")


def test_chosen_ones_are_resent_and_the_event_has_one_result_each(world, operator):
    rows = fail(world, to=["H29", "H29.01"])

    answer = operator.post("/chua-den/loi/giao-lai", {"chosen": [str(row.ref) for row in rows]})

    event = OperatorEvent.objects.get(kind="delivery.resent")
    assert answer["Location"] == f"/dau-vet/{event.ref}"
    text = page(operator, answer["Location"])
    assert text.count("Đã giao lại") == 2
    assert "Phùng Nhật Lệ" in text
    assert len(world.tphcm.inbox()) == 2
    assert "Giao lại" in page(operator, "/dau-vet")


def test_a_whole_filtered_list_is_resent_at_once(world, operator):
    fail(world, document_id="a", number="71")
    fail(world, document_id="b", number="72", reason="Hết chỗ trên đĩa")

    answer = operator.post(
        "/chua-den/loi/giao-lai?q=Hết chỗ", {"all": "1", "note": "đã thêm đĩa"}, headers={"HX-Request": "true"}
    )

    assert answer["HX-Redirect"] == "/chua-den/loi"
    assert [one.document_id for one in world.tphcm.inbox()] == ["b"]
    assert "đã thêm đĩa" in page(operator, f"/goi-tin/{Delivery.objects.get(closed_at=None).transfer.ref}")


def test_nothing_chosen_is_said(world, operator):
    assert operator.post("/chua-den/loi/giao-lai", {"chosen": "không phải mã"}).status_code == 302
    assert "Chưa chọn lượt giao nào" in page(operator, "/chua-den/loi")
    assert operator.get("/chua-den/khong-co").status_code == 404


@pytest.mark.parametrize("key", ["tat-ca", "chua-lay"])
def test_pages_of_a_list_follow_each_other_without_gap_or_repeat(world, key):
    for number in range(7):
        world.vpcp.submit(document(document_id=f"d{number}"))
    Delivery.objects.update(submitted_at=world.now - timedelta(hours=1))

    seen, place = [], ""
    while True:
        found = find(BY_KEY[key], Asked(world.now, LATE, place=place), limit=3)
        seen += [one.delivery for one in found.rows]
        place = found.next
        if not place:
            break

    assert len(seen) == len(set(seen)) == 7


def test_a_list_costs_the_same_statements_however_long(world, operator):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(operator, "/chua-den/loi")
        return len(asked)

    fail(world, document_id="a")
    one = statements()
    for number in range(4):
        fail(world, document_id=f"d{number}")

    assert statements() == one


def test_events_of_operators_cannot_be_changed(world, operator):
    [row] = fail(world)
    operator.post("/chua-den/loi/giao-lai", {"chosen": str(row.ref)})

    with pytest.raises(DatabaseError, match="never changed"):
        OperatorEvent.objects.update(by="người khác")
    with pytest.raises(DatabaseError, match="never changed"):
        OperatorEvent.objects.all().delete()


def test_the_raw_packet_is_escaped_text_without_its_files_and_looking_is_noted(world, operator):
    submitted = world.vpcp.submit(document(subject="<script>alert(1)</script>", padding=4000))

    text = page(operator, f"/goi-tin/{submitted.transfer_id}/nguyen-van")

    assert "&lt;edXML" in text
    assert "<script>alert" not in text
    assert "ký tự …]" in text
    assert "JVBERi0" not in text
    small = world.vpcp.submit(document(document_id="small"))
    assert "JVBERi0" not in page(operator, f"/goi-tin/{small.transfer_id}/nguyen-van")
    assert {one.kind for one in OperatorEvent.objects.all()} == {"packet.read"}


def test_the_bundle_is_handed_out_once_logged(world, operator):
    submitted = world.vpcp.submit(document())
    assert operator.get(f"/goi-tin/{submitted.transfer_id}/chung-cu").status_code == 404

    log_evidence(now=world.now)
    assert "Tải gói chứng cứ" in page(operator, f"/goi-tin/{submitted.transfer_id}")
    answer = operator.get(f"/goi-tin/{submitted.transfer_id}/chung-cu")
    assert check_bundle(read_bundle(answer.content), public_keys()).receipt.transfer_id == str(submitted.transfer_id)
