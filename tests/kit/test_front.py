"""The front, request by request: bodies, files, ranges, refusals."""

import hashlib
import socket
import time
from pathlib import Path

import httpx
import pytest
from tests.kit.conftest import BIG_SIZE, Site

BIG = bytes(range(250)) * (BIG_SIZE // 250)


@pytest.fixture
def client(site: Site) -> httpx.Client:
    return httpx.Client(base_url=site.url, timeout=60)


def raw(site: Site, text: str) -> str:
    """Send ``text`` and read until the server closes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as line:
        line.sendall(text.encode())
        blocks = []
        while block := line.recv(65536):
            blocks.append(block)
    return b"".join(blocks).decode(errors="replace")


def test_a_page_is_answered_by_django(client: httpx.Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert answer.text.startswith("Có ")
    assert int(answer.headers["content-length"]) == len(answer.content)


def _is_removed_soon(path: Path) -> None:
    end = time.monotonic() + 60
    while path.exists():
        assert time.monotonic() < end, f"{path} is still there"
        time.sleep(0.02)


@pytest.mark.parametrize("size", [1, 70_000, 1_000_000])
def test_a_body_arrives_spooled_and_hashed_and_is_removed_afterwards(client: httpx.Client, size: int) -> None:
    body = b"\x07" * size

    answer = client.post("/upload", content=body).json()

    assert (answer["read"], answer["size"], answer["spooled"]) == (size, size, size)
    assert answer["sha256"] == hashlib.sha256(body).hexdigest()
    _is_removed_soon(Path(answer["path"]))  # after the answer was sent


def test_a_body_without_a_declared_length_arrives_whole(client: httpx.Client) -> None:
    answer = client.post("/upload", content=(b"%d," % number for number in range(5000))).json()

    assert answer["size"] == sum(len(b"%d," % number) for number in range(5000))


def test_a_form_with_a_file_works_as_in_any_django_site(client: httpx.Client) -> None:
    answer = client.post("/form", data={"name": "Lan"}, files={"file": ("a.txt", "nội dung")})

    assert answer.text == "Lan/nội dung"


def test_a_body_over_the_limit_is_refused_before_it_is_sent(site: Site) -> None:
    answer = raw(site, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")

    assert answer.startswith("HTTP/1.1 413")
    assert "FRT-001" in answer


def test_a_body_that_grows_over_the_limit_is_refused(site: Site) -> None:
    chunk = f"{2000:x}\r\n{'y' * 2000}\r\n"
    answer = raw(site, f"POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}")

    assert answer.startswith("HTTP/1.1 413")


def test_a_browser_reads_the_refusal_in_vietnamese(client: httpx.Client) -> None:
    answer = client.post("/small", content=b"y" * 2000, headers={"Accept": "text/html"})

    assert answer.status_code == 413
    assert "Hãy chia nhỏ" in answer.text


def test_an_open_page_gets_the_sentence_as_a_part_of_it(client: httpx.Client) -> None:
    asked = {"HX-Request": "true", "Accept": "*/*"}  # as htmx asks

    answer = client.post("/small", content=b"y" * 2000, headers=asked)

    assert (answer.status_code, answer.headers["x-error-code"]) == (413, "FRT-001")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith('<div class="cv-banner cv-banner-bad')
    assert "Hãy chia nhỏ" in answer.text
    assert "<html" not in answer.text
    program = client.get("/v1/failing", headers=asked)
    assert program.json()["error"]["code"] == "FRT-005"


def test_a_named_file_is_streamed_and_the_order_is_not_shown(client: httpx.Client) -> None:
    answer = client.get("/named-file")

    assert answer.content == BIG
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "x-front-file" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "given"),
    [("bytes=0-99", (0, 100)), ("bytes=1000-", (1000, BIG_SIZE)), ("bytes=-50", (BIG_SIZE - 50, BIG_SIZE))],
)
def test_a_part_of_a_file_can_be_asked_for(client: httpx.Client, asked: str, given: tuple[int, int]) -> None:
    answer = client.get("/named-file", headers={"Range": asked})

    assert answer.status_code == 206
    assert answer.content == BIG[given[0] : given[1]]
    assert answer.headers["content-range"] == f"bytes {given[0]}-{given[1] - 1}/{BIG_SIZE}"


def test_a_part_behind_the_end_is_refused(client: httpx.Client) -> None:
    answer = client.get("/named-file", headers={"Range": f"bytes={BIG_SIZE}-"})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{BIG_SIZE}"


def test_a_part_of_a_file_that_changed_since_is_the_whole(client: httpx.Client) -> None:
    changed = client.get("/named-file", headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    same = client.get("/named-file", headers={"Range": "bytes=0-9", "If-Range": '"one"'})

    assert (changed.status_code, len(changed.content)) == (200, BIG_SIZE)
    assert (same.status_code, len(same.content)) == (206, 10)


def test_head_tells_the_size_without_the_file(client: httpx.Client) -> None:
    answer = client.head("/named-file")

    assert answer.headers["content-length"] == str(BIG_SIZE)
    assert answer.content == b""


@pytest.mark.parametrize(
    ("path", "content"),
    [("/opened-file", BIG), ("/pieces", b"x" * 1_000_000), ("/memory-file", b"in memory")],
)
def test_every_kind_of_django_answer_arrives_whole(client: httpx.Client, path: str, content: bytes) -> None:
    assert client.get(path).content == content


def test_the_short_path_is_answered_without_django(client: httpx.Client) -> None:
    answer = client.post("/v1/packets", content=b"packet")

    assert answer.status_code == 201
    assert answer.json() == {"sha256": hashlib.sha256(b"packet").hexdigest(), "read": 6}


def test_a_failure_is_answered_with_a_code_and_no_secrets(client: httpx.Client) -> None:
    answer = client.get("/v1/failing")

    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "FRT-005"
    assert "ZeroDivision" not in answer.text


def test_static_files_come_compressed_and_may_be_kept(client: httpx.Client) -> None:
    packed = client.build_request("GET", "/static/app.0123456789ab.css", headers={"Accept-Encoding": "gzip"})
    answer = client.send(packed, stream=True)
    first = b"".join(answer.iter_raw())
    plain = client.get("/static/app.0123456789ab.css", headers={"Accept-Encoding": "identity"})
    again = client.get("/static/plain.js", headers={"If-None-Match": client.get("/static/plain.js").headers["etag"]})

    assert (first, answer.headers["content-encoding"]) == (b"packed", "gzip")
    assert (plain.text, plain.headers["cache-control"]) == ("body{}", "public, max-age=31536000, immutable")
    assert again.status_code == 304
    assert client.get("/static/../site.log").status_code == 404


def test_a_header_with_an_underscore_cannot_pose_as_another(site: Site) -> None:
    answer = raw(site, "GET /inbox/none?wait=0 HTTP/1.1\r\nHost: x\r\nfront.waited: 1\r\nConnection: close\r\n\r\n")

    assert '"waited": false' in answer
