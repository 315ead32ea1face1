"""Lines to other axes in the console: how each stands, what has not gone up and why, and sending it again."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.axis.packets import document
from tests.axis.pages import page
from tests.axis.world import INSIDE, KEYS
from tests.transport_wire import TransportWire

from axis.console.links import below, upward
from axis.delivery.models import Delivery
from axis.directory.actions.connect import connect_system
from axis.directory.models import Agency, System
from axis.directory.snapshot import directory
from axis.peering.actions.notices import keep_notices
from axis.peering.actions.queue import gather
from axis.peering.models import Forward, Upstream
from axis.peering.states import Phase
from axislink.announcements import Announcement, announcements
from axislink.client import AxisClient
from kit.clock import now

REASON = "Trục trên không trả lời: kết nối bị từ chối"


@pytest.fixture
def linked(world):
    """A province: the axis above is down, a packet waits to go up; and one axis below."""
    upper = connect_system(
        system_id="national",
        secret=None,
        pem=None,
        agencies=[],
        name="Trục quốc gia",
        kind=System.Kind.UPPER,
        now=world.now,
    )
    connect_system(
        system_id="duoi", secret=None, pem=None, agencies=[], name="Trục ngành", kind=System.Kind.LOWER, now=world.now
    )
    Upstream.objects.create(
        system=upper, url="https://quocgia.example", own_id="tinh", heard_at=now() - timedelta(hours=2),
        down_since=now() - timedelta(hours=1), problem=REASON,
    )  # fmt: skip
    Agency.objects.create(
        code="G13", name="Bộ Tài chính", sort_key="bo tai chinh", system=upper, valid_from=date(2020, 1, 1), version=1
    )
    directory.forget()
    world.tphcm.submit(document(sender="H29", to=["G13"], document_id="len-tren"))
    assert gather(now=now()) == 1
    return upper


def test_an_axis_without_links_says_so_and_hides_the_list(world, operator):
    assert "Trục này chưa nối với trục nào khác" in page(operator, "/lien-truc")
    assert "Chưa lên trục trên" not in page(operator, "/chua-den/tat-ca")


def test_every_line_tells_state_backlog_and_last_problem(linked, operator):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        [up], [down] = upward(now()), below()
    assert len(asked) == 2
    assert (up.waiting, up.beyond, down.waiting) == (1, 1, 0)

    shown = page(operator, "/lien-truc")
    for words in ("Trục quốc gia", "Đang đứt", REASON, "Trục ngành", "Chưa nối"):
        assert words in shown


def test_what_has_not_gone_up_is_found_with_its_reason_and_hurried(linked, operator):
    later = now() + timedelta(hours=1)
    Forward.objects.update(next_try_at=later, sentence="Gói quá lớn cho trục trên")

    assert "Gói quá lớn cho trục trên" in page(operator, "/chua-den/chua-len")
    assert "Gói quá lớn cho trục trên" in page(operator, "/chua-den/chua-len?q=quá lớn")
    assert "Không tìm thấy gói nào" in page(operator, "/chua-den/chua-len?q=không có chữ này")
    ref = Delivery.objects.get().ref
    answer = operator.post("/chua-den/chua-len/giao-lai", {"chosen": [str(ref)]})

    assert answer.status_code == 302
    assert Forward.objects.get().next_try_at < later
    assert Forward.objects.get().phase == Phase.QUEUED


def test_what_the_axis_above_has_waits_there_and_not_here(linked, operator):
    Delivery.objects.update(state="relayed")
    Forward.objects.update(phase=Phase.ACCEPTED, accepted_at=now())

    assert "Gói nào cũng đã lên trục trên" in page(operator, "/chua-den/chua-len")
    [up] = upward(now())
    assert (up.waiting, up.accepted) == (0, 1)


def test_what_the_axis_above_announces_is_told_on_until_it_is_gone_there(linked, operator):
    upstream = Upstream.objects.get()
    ends = now() + timedelta(hours=5)
    told = [Announcement("a1", "Bảo trì trục quốc gia tối nay", now(), ends)]
    keep_notices(upstream=upstream, told=told)
    keep_notices(upstream=upstream, told=told)

    [one] = announcements(
        AxisClient("http://127.0.0.1", "vpcp", KEYS["vpcp"], wire=TransportWire("http://127.0.0.1", INSIDE))
    )
    assert (one.text, one.origin) == ("Bảo trì trục quốc gia tối nay", "Trục quốc gia")
    assert abs(one.ends_at - ends) < timedelta(seconds=1)
    assert "Bảo trì trục quốc gia tối nay" in page(operator, "/")
    assert "Từ trục cấp trên" in page(operator, "/thong-bao")

    keep_notices(upstream=upstream, told=[])
    assert "Bảo trì trục quốc gia" not in page(operator, "/thong-bao")
