"""The office's copy of the axis' directory: pages, links, what ended; and the receiver picker that replaces it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from django.urls import reverse
from tests.office.outgoing.conftest import Make
from tests.transport_wire import TransportWire

from axislink.client import AxisClient
from evidence.keys import new_private_key
from kit.actor import Actor
from office.exchange.actions.agencies import known_version, learn_agencies
from office.organisation.models import Agency
from office.organisation.people import ended_words, find_agencies
from office.outgoing import actions
from office.outgoing.errors import ReceiverEnded, ReceiverUnknown
from office.outgoing.values import NOT_CONNECTED, ReceiverChoice


def told(code: str, name: str, **more: Any) -> dict[str, Any]:
    plain = {"code_qcvn102": None, "aliases": [], "former_names": [], "parent": None, "level": "province", "heirs": []}
    dates = {"valid_from": "2020-09-15", "valid_to": None, "successor": None, "unit_code": None, "system": None}
    return {"code": code, "name": name, "bloc": "government", "version": 1, **plain, **dates, **more}


MERGED = {"valid_to": "2025-07-01", "successor": "H71", "heirs": ["H71"]}
PAGES = [
    {
        "version": 7,
        "next": "7.3.2",
        "agencies": [
            told("H70", "UBND tỉnh Cũ", code_qcvn102="000.00.00.H70", **MERGED),
            told("H70.9", "UBND huyện Giữa", level="district", parent="H70", valid_to="2025-07-01", heirs=[]),
        ],
    },
    {
        "version": 7,
        "next": None,
        "agencies": [
            told(
                "H71",
                "UBND tỉnh Mới Thành",
                system="moithanh",
                aliases=["71.H"],
                former_names=[{"name": "Tên Xưa", "until": "2021-01-01"}],
            )
        ],
    },
]


class Axis:
    """Answers `/v1/agencies` as an axis does; ``pages`` may be changed between calls."""

    def __init__(self) -> None:
        self.pages: list[dict[str, Any]] = json.loads(json.dumps(PAGES))
        self.asked: list[dict[str, list[str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = parse_qs(request.url.query.decode())
        self.asked.append(query)
        page = next(place for place, one in enumerate(self.pages) if not query.get("page") or place > 0)
        return httpx.Response(200, json=self.pages[page])


@pytest.fixture
def axis() -> Axis:
    return Axis()


@pytest.fixture
def client(axis: Axis) -> Iterator[AxisClient]:
    wire = TransportWire("http://axis.test", httpx.MockTransport(axis))
    with AxisClient("http://axis.test", "ubnd", new_private_key(), wire=wire) as made:
        yield made


def test_what_an_agency_is_comes_first_and_links_when_all_are_known(db: None, axis: Axis, client: AxisClient) -> None:
    assert learn_agencies(client, known_version()) == known_version() == 7

    old = Agency.objects.get(code="H70")
    assert old.successor is not None
    assert (old.successor.code, str(old.valid_to), old.heir_codes) == ("H71", "2025-07-01", ["H71"])
    assert Agency.objects.get(code="H70.9").parent == old
    assert [one.get("page") for one in axis.asked] == [None, ["7.3.2"]]
    for words in ("moi thanh", "Mới Thà", "xua", "71.H"):
        assert [one.code for one in find_agencies(words)] == ["H71"], words
    assert find_agencies("ubnd tinh cu") == []
    assert [one.code for one in find_agencies("000.00.00.H70", ended=True)] == ["H70"]


def test_what_was_dropped_from_the_directory_is_dropped_here(db: None, axis: Axis, client: AxisClient) -> None:
    learn_agencies(client, 0)
    axis.pages = [{"version": 8, "next": None, "agencies": [told("H71", "UBND tỉnh Mới", level=None)]}]

    assert learn_agencies(client, known_version()) == 8

    row = Agency.objects.get(code="H71")
    assert (row.other_codes, row.former_names, row.level) == ([], [], "province")
    assert find_agencies("xua") == []


def test_a_directory_that_was_put_back_is_read_whole(db: None, axis: Axis, client: AxisClient) -> None:
    learn_agencies(client, 0)
    axis.pages = [{"version": 2, "next": None, "agencies": []}]

    assert learn_agencies(client, known_version()) == known_version() == 0


@pytest.mark.parametrize(
    "bad",
    [
        told("X" * 300, "Dài quá"),
        told("X1", "Ngày lạ", valid_from="chưa rõ"),
        {"code": "X2"},
        told("X3", "Số\x00"),
        "X4",
    ],
    ids=["code", "day", "no name", "sign", "no object"],
)
def test_an_agency_that_cannot_be_kept_does_not_hide_the_others(
    db: None, axis: Axis, client: AxisClient, bad: Any
) -> None:
    axis.pages[0]["agencies"].insert(0, bad)

    assert learn_agencies(client, 0) == known_version() == 7

    assert set(Agency.objects.values_list("code", flat=True)) == {"H70", "H70.9", "H71"}
    assert Agency.objects.get(code="H70.9").parent == Agency.objects.get(code="H70")


def test_an_ended_receiver_is_replaced_by_its_heir_and_says_so(
    draft: Make,
    quang: Actor,
    client: AxisClient,
    monday: datetime,
) -> None:
    learn_agencies(client, 0)
    outgoing = draft()
    ref = outgoing.document.ref

    rows = actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice("H70")], actor=quang, now=monday)

    assert [(one.code, one.instead_of, one.name) for one in rows] == [("H71", "H70", "UBND tỉnh Mới Thành")]
    sentence = "UBND tỉnh Cũ (H70) đã sáp nhập vào UBND tỉnh Mới Thành (H71) từ 01/07/2025"
    assert ended_words(["H70", "H71"]) == {"H70": sentence}
    with pytest.raises(ReceiverEnded):
        actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice("H70.9")], actor=quang, now=monday)
    with pytest.raises(ReceiverUnknown):
        actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice("H99")], actor=quang, now=monday)


def test_the_picker_shows_what_became_of_an_agency(
    draft: Make,
    quang: Actor,
    client: AxisClient,
    browser_of: Any,
    monday: datetime,
) -> None:
    learn_agencies(client, 0)
    ref = draft().document.ref
    actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice("H70")], actor=quang, now=monday)
    browser = browser_of(quang)

    found = browser.get(reverse("outgoing:find_receivers"), {"tim": "tinh cu"}).content.decode()
    assert 'value="H70"' in found
    assert "đã sáp nhập vào UBND tỉnh Mới Thành (H71) từ 01/07/2025" in found
    gone = browser.get(reverse("outgoing:find_receivers"), {"tim": "huyện giữa"}).content.decode()
    assert "disabled" in gone
    assert "đã giải thể, không có cơ quan kế thừa" in gone
    shown = browser.get(reverse("outgoing:edit", kwargs={"document_ref": ref})).content.decode()
    assert 'value="H70" checked' in shown
    assert "UBND tỉnh Cũ (H70) đã sáp nhập vào UBND tỉnh Mới Thành (H71) từ 01/07/2025" in shown


def test_an_agency_that_no_system_serves_gets_paper_until_it_joins(
    axis: Axis, draft: Make, quang: Actor, client: AxisClient, browser_of: Any, monday: datetime
) -> None:
    axis.pages[1]["agencies"].append(told("H71.5", "UBND xã Chưa Nối", level="commune", parent="H71"))
    learn_agencies(client, 0)
    ref = draft().document.ref
    browser = browser_of(quang)
    found = browser.get(reverse("outgoing:find_receivers"), {"tim": "xa chua"}).content.decode()
    assert "chưa nối Trục, gửi bản giấy" in found
    assert "chưa nối Trục" not in browser.get(reverse("outgoing:find_receivers"), {"tim": "moi thanh"}).content.decode()

    chosen = [ReceiverChoice("H71.5"), ReceiverChoice("H71")]
    rows = actions.set_receivers(document_ref=ref, receivers=chosen, actor=quang, now=monday)
    assert [(one.code, one.on_paper, one.paper_reason) for one in rows] == [
        ("H71.5", True, NOT_CONNECTED),
        ("H71", False, ""),
    ]
    shown = browser.get(reverse("outgoing:edit", kwargs={"document_ref": ref})).content.decode()
    assert 'value="H71.5" checked' in shown, "the form keeps the agency, not only its name"

    axis.pages = [{"version": 8, "next": None, "agencies": [told("H71.5", "UBND xã Chưa Nối", system="xa")]}]
    learn_agencies(client, known_version())
    [row, _other] = actions.set_receivers(document_ref=ref, receivers=chosen, actor=quang, now=monday)
    assert (row.code, row.on_paper) == ("H71.5", False)
