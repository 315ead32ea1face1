"""Fixtures of the signing room."""

from tests.office.signing.desk import desk, sender_desk, trial_pki, tsa_url

__all__ = ["desk", "sender_desk", "trial_pki", "tsa_url"]
