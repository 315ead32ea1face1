"""Check a file's signatures with what this installation trusts. Doors: check.

Whom the operator trusts is a folder of certificates and revocation lists; it is read again when it changes.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kit import clock
from pdfseal.trust import Trust, load_trust
from pdfseal.verdict import Verdict
from pdfseal.verify import verify


def trust() -> Trust:
    """Return the operator's trust, empty when no folder is set."""
    folder = settings.ENV.trust_dir
    if folder is None or not folder.is_dir():
        return Trust()
    found = sorted((path.name, path.stat()) for path in folder.iterdir())
    return _loaded(folder, tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))


@lru_cache(maxsize=4)
def _loaded(folder: Path, files: tuple[tuple[str, int, int], ...]) -> Trust:
    """Return the trust of a folder that holds these files: one taken away counts as much as one added."""
    return load_trust(folder)


def check(pdf: bytes) -> Verdict:
    """Return the verdict on the file."""
    return verify(pdf, trust=trust(), now=clock.now())
