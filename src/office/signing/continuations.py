"""What follows a signature, a failed signature and a verdict. Doors: register, register_failure, register_verdict, and after_*.

A table that upper rooms fill once when the program starts (AppConfig.ready). The entry of a purpose is called inside the
transaction that finishes the request, so that "signed" and what follows from it are one act.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Continuation = Callable[[Any, datetime], None]  # (SigningRequest | FileVerdict, now)

_after: dict[str, Continuation] = {}
_after_failure: dict[str, Continuation] = {}
_after_verdict: list[Continuation] = []


def register(purpose: str, function: Continuation) -> None:
    """Let ``function(request, now)`` run when a signature of this purpose is finished."""
    _after[str(purpose)] = function


def register_failure(purpose: str, function: Continuation) -> None:
    """Let ``function(request, now)`` run when a signature of this purpose cannot be made."""
    _after_failure[str(purpose)] = function


def register_verdict(function: Continuation) -> None:
    """Let ``function(verdict, now)`` run when a file has been checked."""
    if function not in _after_verdict:
        _after_verdict.append(function)


def after(request: Any, now: datetime) -> None:
    function = _after.get(request.purpose)
    if function is not None:
        function(request, now)


def after_failure(request: Any, now: datetime) -> None:
    function = _after_failure.get(request.purpose)
    if function is not None:
        function(request, now)


def after_verdict(verdict: Any, now: datetime) -> None:
    for function in _after_verdict:
        function(verdict, now)
