"""Waiting requests, event streams and slow clients, over real sockets and two workers."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from tests.kit.conftest import BIG_SIZE, Site, stop_site

from kit.wake import CHANNEL, CHANNELS, EVERYTHING, PAGES_CHANNEL, Listener, channel_of, decode

PATIENCE_S = 90
SLOW_UPLOADS, SLOW_DOWNLOADS, WAITS = 50, 50, 500

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def client(site: Site) -> httpx.Client:
    return httpx.Client(base_url=site.url, timeout=PATIENCE_S)


def test_a_waiting_request_is_answered_when_something_comes(site: Site) -> None:
    with ThreadPoolExecutor(4) as pool, client(site) as http:
        # Several, so that both workers hold one: the other worker hears it through the database.
        waiting = [pool.submit(http.get, "/inbox/lan", params={"wait": PATIENCE_S}) for _ in range(4)]
        wait_until_parked(site)
        http.post("/note/lan", content="đến rồi")

        answers = [one.result(PATIENCE_S).json()["found"] for one in waiting]

    assert answers == [["đến rồi"]] * 4


def wait_until_parked(site: Site) -> None:
    """Give the workers time to take the requests up; on a busy machine one may come later and not have to wait."""
    with client(site) as http:
        for _ in range(4):
            http.get("/slow")


def test_something_already_there_is_answered_at_once(site: Site) -> None:
    with client(site) as http:
        http.post("/note/ready", content="có sẵn")

        assert http.get("/inbox/ready").json() == {"found": ["có sẵn"], "waited": False}


def test_a_wait_that_ends_empty_gives_the_empty_answer_without_the_order(site: Site) -> None:
    with client(site) as http:
        answer = http.get("/inbox/nobody", params={"wait": 0.2})

    assert answer.json() == {"found": [], "waited": True}
    assert "x-front-wait" not in answer.headers


def test_a_wake_is_not_sent_for_a_transaction_that_was_undone(site: Site) -> None:
    with Listener(["inbox.undone", "inbox.done"], site.database_url) as listener, client(site) as http:
        http.post("/note/undone?undo=1", content="không")
        http.post("/note/done", content="có")

        woken: set[str] = set()
        end = time.monotonic() + PATIENCE_S
        while not woken and time.monotonic() < end:
            woken = listener.wait(1.0)

    assert woken == {"inbox.done"}


def test_a_listener_hears_nothing_of_other_topics(site: Site) -> None:
    with Listener(["inbox.other"], site.database_url) as listener, client(site) as http:
        http.post("/note/one", content="x")

        assert listener.wait(0.3) == set()


def test_a_program_is_not_woken_for_what_only_pages_show(site: Site) -> None:
    with psycopg.connect(site.database_url, autocommit=True) as line, client(site) as http:
        line.execute(f"listen {PAGES_CHANNEL}")
        with Listener(["inbox.after"], site.database_url) as listener:
            for _ in range(3):
                http.post("/note/after?page=document-1", content="x")
            assert listener.wait(PATIENCE_S) == {"inbox.after"}
        told = next(line.notifies(timeout=PATIENCE_S))

    assert decode(told.payload) == [("document-1", "")]
    assert {channel_of(topic) for topic in ("exchange.send", "axis.inbox.3", EVERYTHING)} == {CHANNEL}


@pytest.mark.faults
def test_a_listener_whose_line_was_cut_counts_every_topic_as_woken(site: Site) -> None:
    with Listener(["inbox.a", "inbox.b"], site.database_url) as listener:
        assert listener.wait(0) == set()
        assert cut_lines(site, "congvan-listen") == 1

        woken: set[str] = set()
        end = time.monotonic() + PATIENCE_S
        while not woken and time.monotonic() < end:
            woken = listener.wait(2.0)

    assert woken == {"inbox.a", "inbox.b"}


def lines_of(site: Site, name: str) -> set[int]:
    """Return the database's processes behind the connections that call themselves ``name``."""
    with psycopg.connect(site.database_url, autocommit=True) as connection:
        found = connection.execute(
            "select pid from pg_stat_activity where datname = current_database() and application_name = %s", [name]
        ).fetchall()
    return {pid for (pid,) in found}


def listening(site: Site) -> int:
    """Return how many workers hear what others say."""
    with psycopg.connect(site.database_url, autocommit=True) as connection:
        found = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'congvan-front'"
            " and query in (%s, 'select 1')",
            [f"listen {CHANNELS[-1]}"],
        ).fetchone()
    return int(found[0]) if found else 0


def cut_lines(site: Site, name: str) -> int:
    """End these connections, wait until they are gone and return how many there were."""
    known = lines_of(site, name)
    with psycopg.connect(site.database_url, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", [list(known)])
    wait_until(lambda: not known & lines_of(site, name))
    return len(known)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.faults
def test_waits_are_answered_although_the_workers_lost_their_lines_to_the_database(site: Site) -> None:
    with ThreadPoolExecutor(4) as pool, client(site) as http:
        waiting = [pool.submit(http.get, "/inbox/cut", params={"wait": PATIENCE_S}) for _ in range(4)]
        wait_until_parked(site)
        assert cut_lines(site, "congvan-front") == 2
        http.post("/note/cut", content="vẫn đến")

        answers = [one.result(PATIENCE_S).json()["found"] for one in waiting]

    assert answers == [["vẫn đến"]] * 4
    wait_until(
        lambda: len(lines_of(site, "congvan-front")) == 2
    )  # what is said before is not heard by the tests that follow


@contextmanager
def stream(site: Site, topics: str, age: float = 0) -> Iterator[Iterator[str]]:
    with client(site) as http, http.stream("GET", "/events", params={"topics": topics, "age": age}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "x-front-events" not in answer.headers
        yield answer.iter_lines()


def test_a_page_hears_the_events_of_its_topics(site: Site) -> None:
    with stream(site, "inbox.page,inbox.other") as lines, client(site) as http:
        assert next(lines) == ": congvan"
        http.post("/note/elsewhere", content="x")
        http.post("/note/page", content="dòng một\ndòng hai")

        heard = []
        while "data: dòng hai" not in heard:
            heard.append(next(lines))

    assert [line for line in heard if line.startswith(("event:", "data:"))] == [
        "event: inbox.page",
        "data: dòng một",
        "data: dòng hai",
    ]


def test_a_page_hears_first_what_happened_since_it_was_drawn(site: Site) -> None:
    with client(site) as http, Listener(["inbox.drawn"], site.database_url) as listener:
        http.post("/note/drawn", content="vừa đến")
        assert listener.wait(PATIENCE_S)
    with stream(site, "inbox.drawn", age=PATIENCE_S) as lines:
        heard = [next(lines) for _ in range(5)]

    assert "event: inbox.drawn" in heard


def test_a_quiet_stream_beats(site: Site) -> None:
    with stream(site, "inbox.quiet") as lines:
        while next(lines) != ":":
            pass


@pytest.mark.faults
def test_waits_end_when_the_site_is_asked_to_stop(new_site: Callable[..., Site]) -> None:
    site = new_site()
    with ThreadPoolExecutor(2) as pool, client(site) as http:
        waiting = pool.submit(http.get, "/inbox/last", params={"wait": PATIENCE_S})
        streaming = pool.submit(http.get, "/events", params={"topics": "inbox.last"})
        wait_until_parked(site)

        stop_site(site)

        assert waiting.result(PATIENCE_S).json()["found"] == []
        assert streaming.result(PATIENCE_S).text.startswith(": congvan")
    assert site.process.returncode == 0


@pytest.mark.faults
def test_callers_that_never_finish_asking_do_not_hold_up_the_end(new_site: Callable[..., Site]) -> None:
    site = new_site()
    with socket.create_connection(("127.0.0.1", site.port)) as half_a_head, opened_upload(site) as half_a_body:
        half_a_head.sendall(b"GET / HTT")
        with client(site) as http:
            http.get("/")

        stop_site(site)

        half_a_body.settimeout(PATIENCE_S)
        assert b"FRT-003" in half_a_body.recv(4096)
    assert "Killing worker" not in (site.folder / "site.log").read_text()


@contextmanager
def opened_upload(site: Site) -> Iterator[socket.socket]:
    """Hold a connection whose body stays unfinished; its first part is there."""
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        line.sendall(upload_head(1000) + b"half")
        yield line


def test_an_upload_that_stops_is_given_up(new_site: Callable[..., Site]) -> None:
    site = new_site(BODY_IDLE_S="0.3")

    async def stop_in_the_middle() -> bytes:
        reader, writer = await opened(site, upload_head(1000) + b"half")
        answer = await reader.readuntil(b"FRT-002")
        writer.close()
        return answer

    answer = asyncio.run(asyncio.wait_for(stop_in_the_middle(), PATIENCE_S))

    assert answer.startswith(b"HTTP/1.1 408")
    assert not list((site.folder / "spool").glob("front-*/body-*"))


async def opened(site: Site, text: bytes) -> Connection:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)  # or the kernel takes a whole file for a slow reader
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", site.port))
    reader, writer = await asyncio.open_connection(sock=line, limit=2048)
    writer.write(text)
    await writer.drain()
    return reader, writer


def upload_head(size: int) -> bytes:
    return f"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


async def hold(site: Site, answered: Callable[[], Awaitable[None]]) -> None:
    """Hold slow uploads, slow downloads and waits, await ``answered``, then let them all finish."""
    uploads = [await opened(site, upload_head(1000) + b"a" * 10) for _ in range(SLOW_UPLOADS)]
    downloads = [await opened(site, get("/named-file")) for _ in range(SLOW_DOWNLOADS)]
    for reader, _ in downloads:
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    waits = [await opened(site, get(f"/inbox/held?wait={PATIENCE_S}")) for _ in range(WAITS // 2)]
    streams = [await opened(site, get("/events?topics=inbox.held")) for _ in range(WAITS // 2)]
    for reader, _ in streams:
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")

    await answered()

    for reader, writer in uploads:
        writer.write(b"b" * 990)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    for reader, _ in downloads:
        await reader.readuntil(b"\r\n\r\n")
        assert len(await reader.readexactly(BIG_SIZE)) == BIG_SIZE
    for reader, _ in waits:
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        await reader.readuntil(b'{"found": ["')
    for reader, _ in streams:
        await reader.readuntil(b"event: inbox.held\n")
    for _, writer in (*uploads, *downloads, *waits, *streams):
        writer.close()


def test_pages_answer_while_fifty_slow_uploads_fifty_slow_downloads_and_five_hundred_waits_are_held(
    new_site: Callable[..., Site],
) -> None:
    site = new_site()
    pages = 0

    def ask() -> None:
        nonlocal pages
        for _ in range(20):  # on new connections, so that both workers are asked
            assert httpx.get(site.url, timeout=PATIENCE_S).text.startswith("Có ")
            pages += 1
        httpx.post(f"{site.url}/note/held", content="thả ra", timeout=PATIENCE_S)

    async def answered() -> None:
        await asyncio.to_thread(ask)

    asyncio.run(asyncio.wait_for(hold(site, answered), PATIENCE_S))

    assert pages == 20
    with client(site) as http:
        assert http.get("/").status_code == 200


def test_a_client_that_leaves_frees_its_wait_and_its_file(site: Site) -> None:
    async def leave() -> None:
        for _ in range(20):
            _, writer = await opened(site, get(f"/inbox/left?wait={PATIENCE_S}"))
            writer.close()
            _, writer = await opened(site, upload_head(1000) + b"a")
            writer.close()

    asyncio.run(leave())

    end = time.monotonic() + PATIENCE_S
    while list((site.folder / "spool").glob("front-*/body-*")):
        assert time.monotonic() < end, "bodies of clients that left are still there"
        time.sleep(0.05)
    with client(site) as http:
        assert http.get("/").status_code == 200
