"""How a signature can be made here. Doors: Way, WAYS, way_in_use, key_of.

A row without a program behind it says plainly that it is not configured; nothing pretends. The key never leaves this
process and is opened once per process: opening costs more than signing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.signing.errors import KeyMissing, NoWayToSign
from pdfseal.keys import SigningKey, load_key
from pdfseal.localpki import PASSWORD

PASSWORD_FILE = "password"  # noqa: S105 - the name of a file beside the keys


@dataclass(frozen=True)
class Way:
    """One adapter: its name for the person, whether it can be used now, and why not."""

    code: str
    name: str | Promise
    explanation: str | Promise
    ready: Callable[[], bool]


def _trial_keys() -> bool:
    return settings.ENV.demo and settings.ENV.keys_dir is not None


def _no() -> bool:
    return False


WAYS: tuple[Way, ...] = (
    Way("pkcs12", _("Khóa dùng thử"), _("Khóa nằm trên máy chủ, không hỏi mã PIN; chỉ có ở bản dùng thử"), _trial_keys),
    Way("pkcs11", _("USB token (PKCS#11)"), _("Chưa cấu hình: cần chương trình ký trên máy người dùng"), _no),
    Way("vgca", _("USB token qua công cụ ký của Chính phủ"), _("Chưa cấu hình: cần VGCA Sign Service"), _no),
    Way("remote", _("Ký số từ xa"), _("Chưa cấu hình: cần hợp đồng với nhà cung cấp"), _no),
    Way("mobile_pki", _("SIM ký số"), _("Chưa cấu hình: cần hợp đồng với nhà mạng"), _no),
    Way("hsm", _("HSM của cơ quan"), _("Chưa cấu hình: cần thiết bị HSM"), _no),
)  # fmt: skip


def way_in_use() -> Way:
    """Return the first way that can be used. Raises: NoWayToSign."""
    found = next((way for way in WAYS if way.ready()), None)
    if found is None:
        raise NoWayToSign(missing="CONGVAN_KEYS_DIR, CONGVAN_DEMO")
    return found


def key_of(names: Sequence[str], *, owner: str) -> SigningKey:
    """Return the key kept under the first of ``names`` that has one. Raises: NoWayToSign, KeyMissing, KeyUnreadable."""
    way_in_use()
    path = _path(names, ".p12")
    if path is None:
        raise KeyMissing(owner=owner)
    return _opened(path, path.stat().st_mtime_ns)


def picture_of(names: Sequence[str]) -> bytes | None:
    """Return the picture of a handwritten signature or of a seal that lies beside the key, None when there is none."""
    path = _path(names, ".png")
    return None if path is None else path.read_bytes()


def _path(names: Sequence[str], ending: str) -> Path | None:
    folder = settings.ENV.keys_dir
    if folder is None:
        return None
    return next((path for name in names if (path := folder / f"{name}{ending}").is_file()), None)


@lru_cache(maxsize=512)
def _opened(path: Path, changed: int) -> SigningKey:
    secret = path.parent / PASSWORD_FILE
    password = secret.read_text(encoding="utf-8").strip() if secret.is_file() else PASSWORD
    return load_key(path.read_bytes(), password)
