"""How long a login lasts, and what ends it at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, authenticate
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as UsualStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import cast

from kit.actor import Actor
from office.shell.sessions import BACKEND, BEFORE, SessionStore

Browser = Callable[[Actor], Client]
PAGE = "/so/"


def is_in(browser: Client) -> bool:
    answer = browser.get(PAGE)
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def key(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def browser(in_ubnd: cast.House, lan: Actor, browser_of: Browser) -> Client:
    """A browser of lan, who is in."""
    found = browser_of(lan)
    assert is_in(found)
    return found


def test_a_session_holds_what_django_wrote_and_django_reads_what_ours_wrote(db: None) -> None:
    theirs = UsualStore()
    theirs["word"] = "Đã ký"
    theirs.save()
    assert dict(SessionStore(theirs.session_key).items()) == {"word": "Đã ký"}

    ours = SessionStore(theirs.session_key)
    ours["more"] = 1
    ours.save()
    assert dict(UsualStore(theirs.session_key).items()) == {"word": "Đã ký", "more": 1}


def test_a_session_that_django_began_goes_on(browser: Client) -> None:
    usual = UsualStore(key(browser))
    usual[BACKEND_SESSION_KEY] = BEFORE
    usual.save()

    assert is_in(browser)
    assert SessionStore(key(browser))[BACKEND_SESSION_KEY] == BACKEND


def test_one_statement_reads_the_session_and_one_the_account(browser: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/dang-nhap").status_code == 302  # who is in goes on
    asked = [one["sql"] for one in queries]
    assert [sum(table in sql for sql in asked) for table in ("django_session", "office_organisation_account")] == [1, 1]


def test_a_session_ends_at_its_time(browser: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not is_in(browser)


def test_a_session_that_was_tampered_with_is_nobodys(browser: Client) -> None:
    row = Session.objects.get(pk=key(browser))
    row.session_data = f"{row.session_data[:-3]}xyz"
    row.save()

    assert not is_in(browser)


@pytest.mark.parametrize("cookie", ["", "x", "khong-co-phien-nay-trong-so-00000000", "' or true --", "a" * 5000])
def test_a_cookie_that_is_no_sessions_is_nobodys(db: None, cookie: str) -> None:
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = cookie

    assert not is_in(stranger)
    assert SessionStore(cookie).load() == {}


def test_who_logs_out_elsewhere_is_out_here(browser: Client) -> None:
    here = Client()
    here.cookies[settings.SESSION_COOKIE_NAME] = key(browser)
    assert is_in(here)

    browser.post("/dang-xuat")

    assert not is_in(here)


def test_what_a_page_still_keeps_after_that_does_not_bring_the_session_back(browser: Client) -> None:
    late = SessionStore(key(browser))
    late["acting_post"] = 1
    browser.post("/dang-xuat")
    with pytest.raises(UpdateError):
        late.save()
    assert not is_in(browser)


def test_a_changed_password_ends_every_session(browser: Client, in_ubnd: cast.House) -> None:
    account = in_ubnd.accounts["lan"]
    account.set_password("mot-mat-khau-moi-hon")
    account.save()

    assert not is_in(browser)
    assert not Session.objects.filter(pk=key(browser)).exists()


def test_a_session_without_the_accounts_hash_is_nobodys(browser: Client) -> None:
    session = SessionStore(key(browser))
    del session[HASH_SESSION_KEY]
    session.save()

    assert not is_in(browser)


def test_a_person_who_may_not_log_in_any_more_is_out_at_once_and_stays_out(
    browser: Client, in_ubnd: cast.House, rf: RequestFactory
) -> None:
    account = in_ubnd.accounts["lan"]
    account.set_password("mot-mat-khau-moi-hon")
    account.is_active = False
    account.save()

    assert not is_in(browser)
    assert authenticate(rf.post("/dang-nhap"), username="lan", password="mot-mat-khau-moi-hon") is None


def test_an_inactive_account_alone_ends_the_login(browser: Client, in_ubnd: cast.House) -> None:
    account = in_ubnd.accounts["lan"]
    account.is_active = False
    account.save(update_fields=["is_active"])

    assert not is_in(browser)


def test_the_right_password_gives_a_session_of_our_backend(in_ubnd: cast.House) -> None:
    account = in_ubnd.accounts["lan"]
    account.set_password("mot-mat-khau-moi-hon")
    account.save()
    person = Client()

    person.post("/dang-nhap", {"username": "lan", "password": "mot-mat-khau-moi-hon"})

    assert person.session[BACKEND_SESSION_KEY] == BACKEND
    assert is_in(person)
