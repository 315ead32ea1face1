"""Time stamps over the wire: what a server may do wrong, and the reading of its answer by hand against a general reader."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pure.pdfseal.conftest import NOON, TODAY, Letter, Office

from pdfseal.cms import OCTETS, SEQUENCE, SHA256, der, number
from pdfseal.errors import TimestampUnavailable
from pdfseal.localpki import TSA_NAME, LocalPki, PersonSpec, _leaf, create_pki, open_pki
from pdfseal.localtsa import REJECTION, LocalTimestamper
from pdfseal.posting import LARGEST_ANSWER, Unanswered, post
from pdfseal.signing import sign
from pdfseal.stamps import read_stamp
from pdfseal.timestamps import HttpTimestamper, checked_token
from pdfseal.trust import load_trust
from pdfseal.verify import verify

IMPRINT = bytes(range(32))
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


class Server:
    """A server that answers as it is told, and counts its connections."""

    def __init__(self) -> None:
        self.answer: Answer = body(b"")
        self.connections = 0
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20

            def setup(self) -> None:
                told.connections += 1
                super().setup()

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                told.asked.append((self.path, dict(self.headers), content))
                told.answer(self, content)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/tsa?policy=1"


def body(content: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.http.shutdown()
    found.http.server_close()


def ask(server: Server, timeout_s: float = 20) -> bytes:
    return post(server.url, b"question", kind="application/timestamp-query", timeout_s=timeout_s)


def test_a_connection_is_kept_and_the_question_arrives_whole(server: Server):
    server.answer = body(b"answer")

    assert [ask(server) for _ in range(5)] == [b"answer"] * 5
    assert server.connections == 1
    path, headers, content = server.asked[0]
    assert (path, content) == ("/tsa?policy=1", b"question")
    assert headers["Content-Type"] == "application/timestamp-query"
    assert headers["Host"] == server.url.split("/")[2]
    assert "Authorization" not in headers


def test_a_connection_that_the_server_closed_is_opened_again(server: Server):
    def close(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        body(b"answer")(handler, content)
        handler.close_connection = True  # without a word about it

    server.answer = close

    assert [ask(server) for _ in range(4)] == [b"answer"] * 4


def test_a_connection_that_breaks_while_asking_is_tried_once_more(server: Server):
    server.answer = body(b"answer")
    ask(server)

    def hang_up(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        server.answer = body(b"answer")
        handler.close_connection = True

    server.answer = hang_up
    assert ask(server) == b"answer"
    assert len(server.asked) == 3


def test_an_answer_in_pieces_is_put_together(server: Server):
    def pieces(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3\r\nans\r\n3\r\nwer\r\n0\r\n\r\n")

    server.answer = pieces
    assert [ask(server), ask(server)] == [b"answer"] * 2
    assert server.connections == 1


def cut(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    body(b"ans", **{"Content-Length": "100"})(handler, content)
    handler.close_connection = True


def silent(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.close_connection = True


def babble(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n")
    handler.close_connection = True


WRONG = {
    "error": (body(b"no", 500), "HTTP 500"),
    "redirect": (body(b"", 302, Location="/elsewhere"), "HTTP 302"),
    "cut": (cut, "câu trả lời bị cắt"),
    "silent": (silent, "RemoteDisconnected"),
    "babble": (babble, "BadStatusLine"),
    "endless": (body(bytes(LARGEST_ANSWER + 9)), "câu trả lời quá lớn"),
}


@pytest.mark.parametrize("name", WRONG)
def test_whatever_a_server_does_wrong_is_named(server: Server, name: str):
    server.answer, reason = WRONG[name]

    with pytest.raises(Unanswered, match=reason):
        ask(server)
    with pytest.raises(TimestampUnavailable, match=reason):
        HttpTimestamper(server.url).token(IMPRINT)


def test_a_server_that_says_nothing_is_not_waited_for(server: Server):
    done = threading.Event()
    server.answer = lambda handler, content: (done.wait(20), setattr(handler, "close_connection", True))[1]

    with pytest.raises(Unanswered, match="Timeout"):
        ask(server, timeout_s=0.2)
    done.set()


@pytest.mark.parametrize(
    "url",
    ["", "not an address", "ftp://tsa.example/", "http://", "http://a:port/", "http://tsa.example/a b", "http://[::1/",
     "http://tsa\u2028.example/", "http://tsa.example/đ", "http://" + "a" * 300 + "/", "https://127.0.0.1:9/"],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_no_time_stamp(url: str):
    with pytest.raises(TimestampUnavailable):
        HttpTimestamper(url, timeout_s=5).token(IMPRINT)


def test_name_and_password_of_an_address_are_shown_to_the_server(server: Server):
    server.answer = body(b"answer")

    post(server.url.replace("//", "//c%C6%A1:m%40t@"), b"", kind="a/b", timeout_s=20)

    assert server.asked[0][1]["Authorization"] == "Basic Y8ahOm1AdA=="


def test_a_server_without_a_certificate_is_not_believed(server: Server):
    with pytest.raises(Unanswered, match="SSL"):
        post(server.url.replace("http:", "https:"), b"", kind="a/b", timeout_s=20)


def test_a_trial_of_before_whose_server_has_a_long_key_goes_on(letter: Letter, tmp_path: Path):
    pki = create_pki(tmp_path / "pki", [PersonSpec("anh", "Ánh", "VPCP")], at=TODAY)
    trust = load_trust(pki.trust)
    kinds = []

    for _ in range(2):
        key = open_pki(pki.folder).key("tsa")
        kinds.append(key.subject.public_key.algorithm)
        signed = sign(letter.pdf, pki.key("anh"), field="S", at=TODAY, tsa=LocalTimestamper(key, clock=lambda: TODAY))
        verdict = verify(signed.pdf, trust=trust, now=TODAY)
        assert (verdict.verdict, verdict.signatures[0].time_source) == ("valid", "timestamp")
        _with_long_key(pki)

    assert kinds == ["ec", "rsa"]


def _with_long_key(pki: LocalPki) -> None:
    """Give the time stamp server the kind of key that older folders have."""
    issuer, issuer_key = pki._authority("issuing")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = [(NameOID.COMMON_NAME, TSA_NAME)]
    days = {"start": TODAY - timedelta(days=9), "end": TODAY + timedelta(days=9)}
    certificate = _leaf(name, key, issuer, issuer_key, **days, usages=[ExtendedKeyUsageOID.TIME_STAMPING])
    pki._keep("tsa", key, certificate, issuer)


def answer_of(office: Office, *, nonce: bytes = number(7)) -> bytes:
    question = der(SEQUENCE, number(1), der(SEQUENCE, SHA256, der(OCTETS, IMPRINT)), nonce)
    return LocalTimestamper(office.key("tsa"), clock=lambda: NOON).answer(question)


def by_asn1crypto(answer: bytes) -> tuple[bytes, bytes, int | None]:
    response = tsp.TimeStampResp.load(answer, strict=True)
    assert response["status"]["status"].native in ("granted", "granted_with_mods")
    token = response["time_stamp_token"]
    info = token["content"]["encap_content_info"]["content"].parsed
    return token.dump(), info["message_imprint"]["hashed_message"].native, info["nonce"].native


def test_an_answer_is_read_by_hand_as_a_general_reader_reads_it(office: Office):
    for nonce in (number(7), number(0), number(2**62), b"\x02\x01\xff", b""):
        answer = answer_of(office, nonce=nonce)
        assert read_stamp(answer) == by_asn1crypto(answer)


def test_what_is_unusual_is_left_to_the_general_reader(office: Office):
    answer = answer_of(office)
    named = b"\x30\x09\x02\x01\x00\x30\x04\x0c\x02ok"  # the status says a word
    inner = answer[answer.index(b"\x30\x03\x02\x01\x00") + 5 :]
    talkative = der(SEQUENCE, named, inner)

    assert read_stamp(talkative) is None
    assert checked_token(talkative, imprint=IMPRINT, nonce=7) == checked_token(answer, imprint=IMPRINT, nonce=7)
    for wrong in (b"", REJECTION, answer + b"\x00", answer[:-1], b"\x30\x80" + answer[4:]):
        assert read_stamp(wrong) is None
        with pytest.raises(TimestampUnavailable):
            checked_token(wrong, imprint=IMPRINT, nonce=7)


def test_a_token_that_says_another_version_is_left_to_the_general_reader(office: Office):
    answer = answer_of(office)
    at = answer.index(b"\x02\x01\x03")

    assert read_stamp(answer[:at] + b"\x02\x01\x01" + answer[at + 3 :]) is None


@pytest.fixture(scope="module")
def good(office: Office) -> bytes:
    return answer_of(office)


edits = st.lists(
    st.tuples(st.integers(0, 400) | st.integers(0, 3000), st.integers(0, 3), st.binary(max_size=3)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=1500, deadline=None)
@given(edits=edits)
def test_whatever_is_read_by_hand_is_read_alike_by_a_general_reader(good: bytes, edits: list[tuple[int, int, bytes]]):
    answer = good
    for at, gone, put in edits:
        answer = answer[:at] + put + answer[at + gone :]
    found = read_stamp(answer)
    if found is not None:
        assert found == by_asn1crypto(answer)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_either_an_answer_or_not(answer: bytes):
    read_stamp(answer)
    with pytest.raises(TimestampUnavailable):
        checked_token(answer, imprint=IMPRINT, nonce=1)
