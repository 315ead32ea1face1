"""Filters kept under a name: they are the person's, on every list that filters, and only words of an address."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from kit.actor import Actor
from office.organisation import actions
from office.organisation.actions.own_views import MOST
from office.organisation.errors import TooManyViews, ViewNotKept
from office.organisation.own_views import LISTS, own_views, plain_query

Open = Callable[[Actor], Client]
EVIL = '<script>alert(1)</script>"'


@pytest.mark.parametrize("room", LISTS)
def test_filters_are_kept_under_a_name_and_stand_beside_the_list(
    in_ubnd: cast.House, browser_of: Open, lan: Actor, triet: Actor, room: str
) -> None:
    browser, page = browser_of(lan), reverse(f"{room}:list")
    assert "Lưu khung nhìn" not in browser.get(page).content.decode(), "without a filter there is nothing to keep"
    query = "xem=tat-ca&q=b%C3%A3o&sau=12"
    assert "Lưu khung nhìn" in browser.get(f"{page}?{query}").content.decode()

    kept = browser.post(reverse("organisation:keep_view"), {"list": room, "name": "Phòng chống bão", "query": query})

    assert kept["Location"] == f"{page}?q=b%C3%A3o&xem=tat-ca"
    shown = browser.get(kept["Location"]).content.decode()
    assert "Khung nhìn của tôi" in shown
    assert 'aria-current="page"' in shown.partition("Khung nhìn của tôi")[2]
    assert "Lưu khung nhìn" not in shown, "it is kept already"
    assert "Phòng chống bão" not in browser_of(triet).get(page).content.decode()

    browser.post(reverse("organisation:drop_view"), {"list": room, "name": "Phòng chống bão"})
    assert "Khung nhìn của tôi" not in browser.get(page).content.decode()


def test_a_name_is_words_and_a_query_leads_nowhere_else(in_ubnd: cast.House, browser_of: Open, lan: Actor) -> None:
    browser, keep = browser_of(lan), reverse("organisation:keep_view")
    answer = browser.post(keep, {"list": "outgoing", "name": EVIL, "query": "https://xau.example/?q=1&loai=QD#x"})
    assert answer["Location"].startswith(reverse("outgoing:list") + "?")
    assert "<script>alert" not in browser.get(reverse("outgoing:list")).content.decode()
    for list_name, name, query in (("outgoing", " ", "q=1"), ("outgoing", "a", "sau=3"), ("shell", "a", "q=1")):
        assert browser.post(keep, {"list": list_name, "name": name, "query": query}).status_code == 422


def test_nothing_is_written_for_a_list_that_keeps_no_views(in_ubnd: cast.House, browser_of: Open, lan: Actor) -> None:
    drop = reverse("organisation:drop_view")
    assert browser_of(lan).post(drop, {"list": "x" * 500, "name": "a"}).status_code == 422
    with pytest.raises(ViewNotKept):
        actions.drop_view(list_name="shell", name="a", actor=lan)


def test_the_same_name_is_the_same_view_and_there_is_an_end(in_ubnd: cast.House, lan: Actor) -> None:
    for number in range(MOST):
        actions.keep_view(list_name="incoming", name=f"Số {number}", query=f"q={number}", actor=lan)
    actions.keep_view(list_name="incoming", name="Số  3", query="q=khac", actor=lan)
    with pytest.raises(TooManyViews):
        actions.keep_view(list_name="incoming", name="Nữa", query="q=x", actor=lan)
    with pytest.raises(ViewNotKept):
        actions.keep_view(list_name="incoming", name="Dài", query="q=" + "x" * 2000, actor=lan)
    person = in_ubnd.accounts["lan"].person
    assert person is not None
    person.refresh_from_db()
    kept = own_views(person, "incoming")
    assert (len(kept), kept[-1].query) == (MOST, "q=khac")


def test_the_place_in_the_list_is_no_part_of_a_view() -> None:
    assert plain_query("b=2&a=1&sau=9&da_xem=40&c=") == "a=1&b=2"
