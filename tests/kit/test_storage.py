"""Bodies under their hash: complete before they have a name, on file systems with and without files that have none."""

import hashlib
import os
import threading

import pytest

from kit import storage
from kit.storage import ContentStore

DATA = os.urandom(200_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=["unnamed", "scratch"])
def store(request, tmp_path, monkeypatch):
    if request.param == "scratch":  # what os.open says where files without a name are unknown
        monkeypatch.setattr(storage, "_UNNAMED", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    return ContentStore(tmp_path / "bodies")


def test_bytes_taken_are_found_under_their_hash_alone(store):
    store.take(DATA, SHA256, len(DATA))
    store.take(DATA, SHA256, len(DATA))

    assert store.read(SHA256) == DATA
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == [SHA256]


def test_rivals_with_the_same_bytes_all_succeed(store):
    failed = []

    def take():
        try:
            store.take(DATA, SHA256, len(DATA))
        except OSError as error:
            failed.append(error)

    rivals = [threading.Thread(target=take) for _ in range(8)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    assert not failed
    assert store.read(SHA256) == DATA
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == [SHA256]
