"""Signing, copies and addresses, as far as they need no store: against a real one they are tried by `make rehearse`."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from kit.database import conninfo_of, database_settings
from kit.errors import StoredFileMissing
from kit.object_storage import ObjectStore
from kit.s3 import S3Bucket, StoreUnavailable, signature

NOBODY = S3Bucket(("http://127.0.0.1:9",), "packets", "id", "secret")  # the port "discard": nobody listens
EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("method", "path", "headers", "payload", "expected"),
    [
        (
            "GET",
            "/test.txt",
            {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9", "x-amz-content-sha256": EMPTY},
            EMPTY,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            {
                "date": "Fri, 24 May 2013 00:00:00 GMT",
                "host": "examplebucket.s3.amazonaws.com",
                "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
            },
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
    ],
)
def test_requests_are_signed_as_in_the_published_examples(method, path, headers, payload, expected):
    at = "20130524T000000Z"
    made = signature(
        method=method,
        path=path,
        headers={**headers, "x-amz-date": at},
        payload=payload,
        at=at,
        region="us-east-1",
        secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )

    assert made == expected


def test_a_store_that_does_not_answer_keeps_nothing(tmp_path: Path):
    store = ObjectStore(NOBODY, tmp_path, 1 << 20)

    for ask in (
        lambda: store.put_bytes(b"packet"),
        lambda: store.exists(EMPTY),
        lambda: store.path(EMPTY),
        lambda: store.open(EMPTY),
    ):
        with pytest.raises(StoreUnavailable):
            ask()
    assert not store.ready()
    assert [place for place in tmp_path.rglob("*") if place.is_file()] == []


def test_a_name_that_is_no_hash_is_never_asked_for(tmp_path: Path):
    with pytest.raises(StoredFileMissing):
        ObjectStore(NOBODY, tmp_path, 1 << 20).path("../../etc/passwd")


def test_copies_that_were_not_used_for_longest_make_room(tmp_path: Path):
    store = ObjectStore(NOBODY, tmp_path, 4000)
    names = [hashlib.sha256(bytes([number])).hexdigest() for number in range(6)]
    for age, name in enumerate(names):
        place = tmp_path / name[:2] / name[2:4] / name
        place.parent.mkdir(parents=True)
        place.write_bytes(bytes(1000))
        os.utime(place, (time.time() - 1000 * age,) * 2)

    assert store.prune() == 3000
    assert [store.path(name).stat().st_size for name in names[:3]] == [1000] * 3
    with pytest.raises(StoreUnavailable):
        store.path(names[3])  # it would be fetched again


def test_two_servers_in_a_url_mean_the_one_that_takes_writes():
    settings = database_settings(
        "postgresql://axis:p%40ss@db1:5432,db2:5433/axis?sslmode=verify-full", pool={"max_size": 4}
    )

    assert (settings["HOST"], settings["PORT"], settings["PASSWORD"]) == ("db1,db2", "5432,5433", "p@ss")
    assert settings["OPTIONS"]["target_session_attrs"] == "read-write"
    assert settings["OPTIONS"]["sslmode"] == "verify-full"
    own = conninfo_of(settings, application_name="congvan-front")
    assert "target_session_attrs=read-write" in own
    assert "sslmode=verify-full" in own
    assert "pool" not in own


def test_one_server_is_taken_as_it_is():
    settings = database_settings("postgresql://axis@db1/axis")

    assert (settings["NAME"], settings["HOST"], settings["PORT"]) == ("axis", "db1", "")
    assert "target_session_attrs" not in settings["OPTIONS"]
