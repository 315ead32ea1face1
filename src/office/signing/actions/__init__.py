"""Doors of the room: ask for signatures and verdicts. Making them is in tasks.py, run by the worker."""

from office.signing.actions.certificates import certificates_of_person, register_certificates
from office.signing.actions.requests import Reservable, cancel, cancel_all, may_reserve, reserve, retry
from office.signing.actions.verdicts import ask_verdict, check_again, verdict_of

__all__ = [
    "Reservable",
    "ask_verdict",
    "cancel",
    "cancel_all",
    "certificates_of_person",
    "check_again",
    "may_reserve",
    "register_certificates",
    "reserve",
    "retry",
    "verdict_of",
]
