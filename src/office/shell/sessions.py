"""Whose page asks: session and account, read by statements put together once. Doors: SessionStore, AccountBackend, BACKEND.

Every request asks for both. What holds for them is Django's: when a session ends, what a changed password or a name that may not
log in any more does to it, and how sessions are written.
"""

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from kit.asked import Asked
from office.organisation.models import Account

BACKEND = "office.shell.sessions.AccountBackend"
BEFORE = "django.contrib.auth.backends.ModelBackend"  # what sessions name that began before ours was

_sessions = Asked(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    *("key", "now"),
)
_accounts = Asked(lambda account: Account.objects.filter(pk=account), "account")


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with our way of reading one."""

    def _get_session_from_db(self) -> Session | None:
        found = _sessions.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that is over, unknown or tampered with holds nothing."""
        known: dict[str, Any] = super().load()
        if known.get(BACKEND_SESSION_KEY) == BEFORE:
            known[BACKEND_SESSION_KEY] = BACKEND
        return known


class AccountBackend(ModelBackend):
    """Django's own, with our way of reading the account of a session."""

    def get_user(self, user_id: int) -> Account | None:
        found = _accounts.first(account=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
