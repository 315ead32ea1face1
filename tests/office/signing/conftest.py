"""Fixtures of the signing room."""

from tests.office.outgoing.conftest import draft, issued, signed, submitted
from tests.office.signing.desk import desk, sender_desk, trial_pki, tsa_url

__all__ = ["desk", "draft", "issued", "sender_desk", "signed", "submitted", "trial_pki", "tsa_url"]
