"""What an attacker tries on the axis, by the numbers of docs/attacks.md, where no other test does it already."""

import hashlib
import http.client
import random
import re
import resource
import socket
import threading
from urllib.parse import quote

import httpx
import pytest
from tests.axis.packets import document
from tests.axis.programs import Programs, running
from tests.axis.test_refusals import nothing_stored
from tests.axis.world import HTTP

from axis.api.v1 import api
from axislink.protocol.sender import Sent
from axislink.protocol.signatures import WireRequest, content_digest

MIB = 1 << 20
ODD_CALLS = 4000
LEAKS = re.compile(r"Traceback|site-packages|\.py\b|\bselect .* from\b|psycopg|DATABASE_URL", re.IGNORECASE)
CANARIES = {"subject": "BIMATTRICHYEU7731", "body": "NOIDUNGBIMAT7732", "password": "matkhau-bimat-7733"}


@pytest.fixture
def canary():
    """A listener nobody has any reason to call; it counts who comes."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ending = threading.Event()

        def listen():
            while not ending.is_set():
                try:
                    heard.append(server.accept()[1])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        ending.set()
        thread.join()


def hostile(port, secret):
    """Packets that would make a careless parser fetch, read or swell."""
    inside = document(document_id="x").decode()
    root = inside.index("<", inside.index("?>"))
    tag = re.match(r"<([\w:]+)", inside[root:])[1]

    def with_type(declared, use=""):
        body = inside[root:]
        if use:
            body = body.replace("</edXML:Subject>", use + "</edXML:Subject>", 1)
        return (inside[:root] + f"<!DOCTYPE {tag} [{declared}]>" + body).encode()

    url, laughs = f"http://127.0.0.1:{port}/x", "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    return {
        "file": with_type(f'<!ENTITY a SYSTEM "file://{secret}">', "&a;"),
        "http": with_type(f'<!ENTITY a SYSTEM "{url}">', "&a;"),
        "parameter": with_type(f'<!ENTITY % a SYSTEM "{url}"> %a;'),
        "external subset": (inside[:root] + f'<!DOCTYPE {tag} SYSTEM "{url}">' + inside[root:]).encode(),
        "laughs": with_type('<!ENTITY l0 "ha">' + laughs, "&l12;"),
        "quadratic": with_type(f'<!ENTITY a "{"x" * 60_000}">', "&a;" * 20_000),
        "plain doctype": with_type(""),
        "deep": (inside[:root] + "<a>" * 20_000 + "</a>" * 20_000).encode(),
        "attributes": (inside[:root] + "<a " + " ".join(f'b{n}=""' for n in range(200_000)) + "/>").encode(),
    }


def test_entities_are_never_followed_nor_unfolded(world, tmp_path, canary):  # S-01, S-02, S-03
    port, heard = canary
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, packet in hostile(port, secret).items():
        submitted = world.vpcp.submit(packet)
        assert submitted.sent is Sent.REFUSED, name
        assert submitted.code in ("AXS-101", "AXS-102"), (name, submitted)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert heard == []
    assert grown_kib < 100 * 1024
    assert nothing_stored(tmp_path)


def test_an_include_or_a_schema_elsewhere_is_not_fetched(world, canary):  # S-01
    port, heard = canary
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="http://127.0.0.1:{port}/x"/>'
    schema = f'xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="x http://127.0.0.1:{port}/x"'
    inside = document(document_id="include").decode()
    packet = inside.replace("</edXML:Subject>", include + "</edXML:Subject>", 1).replace(
        "<edXML:edXML ", f"<edXML:edXML {schema} ", 1
    )
    world.vpcp.submit(packet.encode())

    assert heard == []


def signed(world, name, method, path, body=None):
    client, fields = getattr(world, name), {}
    if body is not None:
        fields = {"content-type": "application/json", "content-digest": content_digest(hashlib.sha256(body).digest())}
    fields |= client.signer.headers_for(WireRequest(method, path, "", fields), created=int(world.now.timestamp()))
    return HTTP.request(method, "http://127.0.0.1" + path, headers=fields, content=body)


def test_every_address_with_an_object_hides_it_from_a_third_system(world):  # S-20
    """Generated from the description of the API: an address that is added is tried as well."""
    submitted = world.vpcp.submit(document(to=["H29"]))
    [waiting] = world.tphcm.inbox()
    theirs = {"transfer_id": submitted.transfer_id, "delivery_id": waiting.delivery_id}
    tried = 0
    for pattern, methods in api.get_openapi_schema()["paths"].items():
        if "{" not in pattern:
            continue
        names = re.findall(r"{(\w+)}", pattern)
        assert set(names) <= set(theirs), f"{pattern}: say here whose object it names"
        for method in methods:
            body = b'{"outcome":"taken","reason":""}' if method == "post" else None
            answer = signed(world, "bnv", method.upper(), pattern.format(**theirs), body)
            assert answer.status_code == 404, (pattern, answer.text)
            assert answer.json()["error"]["code"] == "AXS-201"
            tried += 1
    assert tried >= 5
    assert [one.delivery_id for one in world.tphcm.inbox()] == [waiting.delivery_id]


# --- against the programs --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    with running(tmp_path_factory.mktemp("attacked")) as one:
        one.connect("vpcp", "G22=Văn phòng Chính phủ")
        one.connect("tphcm", "H29=UBND Thành phố Hồ Chí Minh")
        yield one


def talk(programs: Programs, raw: bytes) -> bytes:
    """Send bytes as they are; return what comes back until the other side closes or falls silent."""
    host, port = programs.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        answer = b""
        try:
            line.sendall(raw)
            line.settimeout(5)
            while block := line.recv(65536):
                answer += block
        except (TimeoutError, ConnectionResetError, BrokenPipeError):
            pass
    return answer


RAW = {
    "header of a megabyte": b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * MIB + b"\r\n\r\n",
    "a hundred thousand headers": b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100_000 + b"\r\n",
    "two lengths": b"POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "length and chunks": b"POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\nGET /v1/inbox HTTP/1.1\r\nHost: x\r\n\r\n",
    "negative length": b"POST /v1/packets HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "bad chunk": b"POST /v1/packets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "noise": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", RAW)
def test_crooked_http_gets_no_service(programs, name):  # S-28
    answer = talk(programs, RAW[name])

    assert not re.search(rb"HTTP/1.1 (2|5)\d\d", answer), answer[:300]
    assert not LEAKS.search(answer.decode("latin-1"))
    assert httpx.get(programs.url + "/health", trust_env=False, timeout=30).status_code == 200


def test_thousands_of_odd_calls_tell_nothing_about_the_inside(programs):  # S-38
    chance = random.Random(38)
    words = ["..", "%00", "'", '"', "<script>", "{{7*7}}", "${x}", "-1", "9" * 40, "ố", "%c0%af", "select 1", "a" * 300]
    stems = [
        "/v1/packets",
        "/v1/inbox",
        "/v1/receipts",
        "/v1/proofs",
        "/v1/heads",
        "/v1/agencies",
        "/goi-tin",
        "/vxp",
        "",
    ]
    fields = ["signature", "signature-input", "content-digest", "cookie", "range", "authorization"]
    leaks = []
    line = http.client.HTTPConnection(programs.url.removeprefix("http://"), timeout=60)
    for _ in range(ODD_CALLS):
        odd = [quote(word, safe="%.") for word in chance.choices(words, k=chance.randint(0, 2))]
        path = "/".join([chance.choice(stems), *odd]) or "/"
        asked = "&".join(
            f"{quote(chance.choice(words))}={quote(chance.choice(words))}" for _ in range(chance.randint(0, 2))
        )
        method = chance.choice(["GET", "GET", "POST", "PUT", "DELETE", "OPTIONS"])
        line.request(method, f"{path}?{asked}", headers={chance.choice(fields): chance.choice(words[:7])})
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        if answer.status >= 500 or LEAKS.search(text):
            leaks.append((method, path, asked, answer.status, text[:200]))
    assert leaks == []


COVERED = '("@method" "@path" "@query" "content-type" "content-digest")'
ODD_SIGNATURES = {
    "a digit that is no number": 'created="²";nonce="AAAAAAAAAAAAAAAAAAAAAA=="',
    "a number without end": f'created="{"9" * 5000}";nonce="AAAAAAAAAAAAAAAAAAAAAA=="',
    "a nonce of other letters": 'created=1;nonce="éééééééééééééééééééééé"',
    "a time before time": 'created=-1;nonce="AAAAAAAAAAAAAAAAAAAAAA=="',
}
ODD_BODIES = {
    "lists": b"[" * 100_000,
    "objects": b'{"deliveries":' * 5_000,
    "deliveries": b'{"deliveries":' + b"[" * 100_000,
    "a number": b'{"deliveries":' + b"9" * 10_000 + b"}",
    "half a letter": b'{"deliveries":[{"delivery_id":"\\ud800","outcome":"","reason":""}]}',
}
CALLS = [("GET", "/v1/inbox?wait=0&limit=5"), ("POST", "/v1/packets"), ("POST", "/v1/acknowledgements")]


@pytest.mark.parametrize("name", ODD_SIGNATURES)
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_an_odd_signature_is_refused_before_anybody_is_known(programs, name, method, path):  # S-38
    fields = {
        "signature-input": f'a={COVERED};{ODD_SIGNATURES[name]};keyid="vpcp/x";tag="congvan-v1"'.encode("latin-1"),
        "signature": b"a=:AAAA:",
        "content-type": b"application/json",
        "content-digest": b"sha-256=:AAAA:",
    }
    answer = httpx.request(method, programs.url + path, headers=fields, content=b"{}", trust_env=False, timeout=30)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "AXS-002"), answer.text


@pytest.mark.parametrize("name", ODD_BODIES)
def test_an_odd_body_is_refused_before_anybody_is_known_and_after(programs, name):  # S-38
    body, path = ODD_BODIES[name], "/v1/acknowledgements"
    fields = {"content-type": "application/json", "content-digest": content_digest(hashlib.sha256(body).digest())}
    client = programs.client("vpcp")
    proof = client.signer.headers_for(WireRequest("POST", path, "", fields), created=int(client._clock()))
    unsigned, signed = (
        httpx.post(programs.url + path, content=body, headers=one, trust_env=False, timeout=60)
        for one in (fields, {**fields, **proof})
    )
    assert (unsigned.status_code, unsigned.json()["error"]["code"]) == (401, "AXS-001"), unsigned.text
    assert signed.status_code in (400, 422), signed.text
    assert not LEAKS.search(unsigned.text + signed.text)


def test_a_body_in_another_coding_is_not_unpacked(programs):  # S-28
    packet = document(document_id="coded")
    client = programs.client("vpcp")
    fields = {"content-type": "application/xml", "content-digest": content_digest(hashlib.sha256(packet).digest())}
    fields |= client.signer.headers_for(WireRequest("POST", "/v1/packets", "", fields), created=int(client._clock()))
    answer = httpx.post(
        programs.url + "/v1/packets",
        content=packet,
        headers={**fields, "content-encoding": "gzip"},
        trust_env=False,
        timeout=30,
    )
    assert answer.status_code in (201, 400, 415), answer.text  # taken as the bytes they are, or refused; never unpacked
    assert "error" in answer.json() or answer.json()["receipt"]


def test_logs_tell_neither_contents_nor_secrets(programs):  # S-40
    packet = document(document_id="canary", subject=CANARIES["subject"]).replace(
        b"</edXML:Subject>", b"</edXML:Subject><!-- " + CANARIES["body"].encode() + b" -->", 1
    )
    programs.client("vpcp").submit(packet)
    programs.client("vpcp").submit(packet[:-40])
    programs.run("operator", "add", "canary", "--password", CANARIES["password"])
    with httpx.Client(base_url=programs.url, trust_env=False, timeout=30, follow_redirects=True) as browser:
        page = browser.get("/dang-nhap").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {
            "username": "canary",
            "password": CANARIES["password"],
            "csrfmiddlewaretoken": token[1] if token else "",
        }
        browser.post("/dang-nhap", data=form, headers={"referer": programs.url})
        browser.post("/dang-nhap", data={**form, "password": CANARIES["password"] + "x"})
    written = "".join(path.read_text() for path in programs.folder.glob("*.log"))
    private = [
        line for path in (programs.folder / "axis" / "keys").glob("*.pem") for line in path.read_text().split()[3:-3]
    ]

    assert written
    for canary in (*CANARIES.values(), *(line for line in private if len(line) > 40 and "pub" not in line)):
        assert canary not in written
