"""A rule that refuses after the view has written takes back what was written, and its page is whole."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from tests import cast

from kit import wake
from kit.actor import Actor
from kit.errors import NotPermitted
from kit.tenancy import acting_for
from office.organisation.models import Unit
from office.organisation.requests import OfficeRequest
from office.registers.models import Book
from office.shell.views.problems import server_error
from office.urls import urlpatterns as of_the_office

Browser = Callable[[Actor], Client]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


def write_and_refuse(request: OfficeRequest) -> HttpResponse:
    _write(request)
    raise NotPermitted(reason="Không được, dù đã ghi.")


def write_and_fail(request: OfficeRequest) -> HttpResponse:
    _write(request)
    raise ZeroDivisionError


def write(request: OfficeRequest) -> HttpResponse:
    _write(request)
    return HttpResponse(status=204)


def _write(request: OfficeRequest) -> None:
    Unit.objects.create(agency_id=request.actor.agency_id, name="Phòng mới")
    Book.objects.filter(agency_id=request.actor.agency_id).update(name="Sổ mới")
    wake.wake("refusals")


urlpatterns = [
    *of_the_office,
    path("thu/tu-choi", write_and_refuse),
    path("thu/hong", write_and_fail),
    path("thu/ghi", write),
]


@pytest.fixture
def browser(browser_of: Browser) -> tuple[Client, cast.House]:
    agency = cast.city_committee()
    with acting_for(agency.pk):
        house = cast.build(agency, cast.RECEIVER)
    found = browser_of(house.actor("lan"))
    found.raise_request_exception = False
    return found, house


@pytest.fixture
def woken() -> object:
    heard: list[str] = []

    def hear(items: object) -> None:
        heard.extend(topic for topic, _ in items)  # type: ignore[attr-defined]

    wake.attach(hear)
    yield heard
    wake.detach(hear)


def written(house: cast.House) -> tuple[bool, bool]:
    with acting_for(house.agency.pk):
        return Unit.objects.filter(name="Phòng mới").exists(), Book.objects.filter(name="Sổ mới").exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_written_is_taken_back_and_the_frame_still_reads(
    browser: tuple[Client, cast.House], woken: list[str], htmx: bool
) -> None:
    client, house = browser
    answer = client.post("/thu/tu-choi", headers={"HX-Request": "true"} if htmx else {})

    assert (answer.status_code, answer["X-Error-Code"]) == (NotPermitted.http_status, NotPermitted.code)
    text = answer.content.decode()
    assert "Không được, dù đã ghi." in text
    assert ("Ngô Thị Lan" in text) is not htmx  # the frame of a whole page says who acts
    assert written(house) == (False, False)
    assert "refusals" not in woken


def test_a_fault_takes_back_too(browser: tuple[Client, cast.House], woken: list[str]) -> None:
    client, house = browser

    assert client.post("/thu/hong").status_code == 500
    assert written(house) == (False, False)
    assert "refusals" not in woken


def test_a_browser_sees_that_the_page_of_a_fault_took_nothing() -> None:
    assert "data-problem" in server_error(RequestFactory().get("/")).content.decode()


def test_what_is_not_refused_stands(browser: tuple[Client, cast.House], woken: list[str]) -> None:
    client, house = browser

    assert client.post("/thu/ghi").status_code == 204
    assert written(house) == (True, True)
    assert "refusals" in woken
