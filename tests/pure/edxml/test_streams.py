"""Large files pass through in blocks, and where a block ends never matters."""

import base64
import hashlib
import io
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.pure.edxml.samples import FOLDER, PDF, b64, plain_packet, raw_packet, zipped

from edxml import Attachment, Content, DocumentPacket, Limits, read_header, read_packet, write_packet, write_packet_to
from edxml.cutter import TOKEN, Cutter
from edxml.limits import MIB

SIZE = 30 * MIB


class Dribble(io.RawIOBase):
    """A stream that gives a few bytes at a time, whatever is asked."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__()
        self._rest, self._step = io.BytesIO(data), step

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(self._step)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> tuple[Path, str]:
    """A packet with a 30 MB file that does not compress, and the file's SHA-256."""
    folder = tmp_path_factory.mktemp("large")
    file, packet = folder / "file.pdf", folder / "packet.edxml"
    digest = hashlib.sha256()
    with file.open("wb") as target:
        for number in range(SIZE // MIB):
            block = (b"%PDF-1.4\n" if number == 0 else b"") + os.urandom(MIB)
            digest.update(block)
            target.write(block)
    with packet.open("wb") as target:
        write_packet_to(
            plain_packet(Attachment("a.pdf", Content.of_file(file)), Attachment("b.pdf", Content.of_bytes(PDF))), target
        )
    file.unlink()
    return packet, digest.hexdigest()


def test_a_file_of_30_mb_is_read_whole(large):
    path, sha256 = large
    packet = read_packet(path)
    assert isinstance(packet, DocumentPacket)
    first, second = packet.attachments
    assert (first.sha256, first.type, first.problem) == (sha256, "application/pdf", None)
    assert second.content == Content.of_bytes(PDF)
    assert first.content
    with first.content.open() as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        stream.seek(1)
        assert stream.read(4) == b"PDF-"
    assert read_header(path).attachment_count == 2


def test_with_a_folder_large_files_are_named_files_the_caller_owns(large, tmp_path):
    path, sha256 = large
    packet = read_packet(path, folder=tmp_path)
    assert isinstance(packet, DocumentPacket)
    (held,) = tmp_path.iterdir()
    assert packet.attachments[0].content
    assert packet.attachments[0].content.path == held
    assert Content.of_file(held).sha256 == sha256


def test_a_wrapped_file_of_30_mb_comes_back(large):
    path, sha256 = large
    packet = read_packet(path)
    assert isinstance(packet, DocumentPacket)
    target = io.BytesIO()
    write_packet_to(packet, target, zipped=True)
    again = read_packet(target.getvalue())
    assert again == packet
    assert isinstance(again, DocumentPacket)
    assert [file.zipped for file in again.attachments] == [True, True]
    assert again.attachments[0].sha256 == sha256


def test_a_file_that_is_cut_short_costs_no_other_file_a_byte():
    """The cut is found once all files are decoded, one behind the other in one temporary file; unpacking goes on behind them."""
    a, x, b, c = (b"%PDF-1.4\n" + os.urandom(size) for size in (1_900_000, 200_000, 1_000_000, 600_000))
    c = zipped(
        "c.pdf", c
    )  # a writer wraps it once more, so that it arrives unchanged; a uses up what may stay in memory
    files = {"a.pdf": a, "x.pdf": x, "b.pdf": b, "c.pdf": c}
    whole = write_packet(plain_packet(*(Attachment(name, Content.of_bytes(data)) for name, data in files.items())))
    text = b64(x).encode()
    assert text in whole
    packet = read_packet(whole.replace(text, text[:-3]))
    assert isinstance(packet, DocumentPacket)
    found = {file.name: file for file in packet.attachments}
    damaged = found.pop("x.pdf")
    assert damaged.problem
    assert damaged.problem.code == "EDX-135"
    for name, file in found.items():
        assert file.problem is None
        assert file.sha256 == hashlib.sha256(files[name]).hexdigest()
        assert file.content
        assert file.content.read() == files[name], name


def test_reading_and_writing_need_little_memory(large):
    """Law: our budget of 100 MB per process for ten sets; here one process, one 30 MB file, a fraction of it in memory."""
    path, _ = large
    program = (
        "import io, resource, sys\n"
        "from pathlib import Path\n"
        "from edxml import read_header, read_packet, write_packet_to\n"
        "read_packet(Path(sys.argv[2]))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "read_header(Path(sys.argv[1]))\n"
        "packet = read_packet(Path(sys.argv[1]))\n"
        "write_packet_to(packet, open('/dev/null', 'wb'))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(next(FOLDER.glob("09_*")))],
        capture_output=True,
        text=True,
        check=True,
    )
    unit = 1024 if sys.platform.startswith("linux") else 1
    assert int(done.stdout) * unit < 12 * MIB
    assert resource.getpagesize()


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 61, 4095, 4096, 4097])
def test_where_blocks_end_does_not_matter(step):
    text = b64(bytes(range(256)) * 60)
    data = raw_packet("&#xD;\n".join(text[at : at + 76] for at in range(0, len(text), 76)))
    assert read_packet(Dribble(data, step)) == read_packet(data)
    assert read_header(Dribble(data, step)) == read_header(data)


@pytest.mark.parametrize("sections", [1, 3, 1500])
def test_a_large_file_in_cdata_sections_is_read_whole(sections):
    """lxml takes no text above ten megabytes, however it is marked; some writers begin a new section with every buffer."""
    data = b"%PDF-1.4\n" + os.urandom(9 * MIB)
    text = b64(data)
    step = -(-len(text) // sections)
    parts = [f"<![CDATA[{text[at : at + step]}]]>" for at in range(0, len(text), step)]
    packet = read_packet(raw_packet("\n" + "".join(parts) + "\n"))
    assert isinstance(packet, DocumentPacket)
    (file,) = packet.attachments
    assert (file.problem, file.sha256) == (None, hashlib.sha256(data).hexdigest())


SECTIONS = {
    "one": ("<![CDATA[{}]]>", True),
    "space around": ("\n <![CDATA[\n{}\n]]>\n", True),
    "empty ones": ("<![CDATA[]]><![CDATA[{}]]><![CDATA[]]>", True),
    "cut anywhere": ("<![CDATA[{0}]]><![CDATA[{0}]]>", True),
    "a short tail": ("<![CDATA[{}]]><![CDATA[QUJD]]>", True),
    "a bracket": ("<![CDATA[{}]]]>", False),
    "brackets": ("<![CDATA[{}]]x]]>", False),
    "a tag": ("<![CDATA[{}<x>]]>", False),
    "a spelled break": ("<![CDATA[{}&#13;]]>", False),
    "a tag after": ("<![CDATA[{}]]><x/>", False),
    "text before": ("#<![CDATA[{}]]>", False),
}


@pytest.mark.parametrize("step", [1, 2, 7, 61, 4097, 1 << 20])
@pytest.mark.parametrize("name", SECTIONS)
def test_where_blocks_end_does_not_matter_in_a_cdata_section(name, step):
    form, is_whole = SECTIONS[name]
    text = b64(bytes(range(255)) * 21)
    data = raw_packet(form.format(text))
    packet = read_packet(Dribble(data, step))
    assert packet == read_packet(data)
    assert isinstance(packet, DocumentPacket)
    (file,) = packet.attachments
    assert (file.problem is None) is is_whole
    if is_whole:
        plain = "".join(re.findall(r"[\w+/=]+", re.sub(r"<!\[CDATA\[|\]\]>", " ", form.format(text))))
        assert file.content == Content.of_bytes(base64.b64decode(plain))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("gen_*")), ids=lambda path: path.stem)
def test_a_sample_reads_the_same_from_bytes_path_and_stream(path):
    packet = read_packet(path)
    assert packet == read_packet(path.read_bytes()) == read_packet(io.BytesIO(path.read_bytes()))
    assert packet == read_packet(memoryview(path.read_bytes()))


PIECES = st.sampled_from(
    ["A" * 5000, "QUJD" * 1100, "\n" * 4200, "&#xD;", "&#13;", "&amp;", "&#x", "<b>", "</b>", "<b a='", "'>", "<!-- ", " -->",
     "<![CDATA[", "]]>", "]]><![CDATA[", ">", "x", "đ", "=", "<?p ", "?>", "'", '"'],
)  # fmt: skip


def _text(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(node.tag), "".join(node.xpath("text()")).replace("\r", "\n")) for node in element.iter()]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=9), st.sampled_from([1 << 20, 4096, 1000]))
def test_cutting_runs_out_never_changes_what_the_markup_says(pieces, step):
    """Whatever lxml makes of the whole, it makes of the skeleton with the runs put back; and refuses the same inputs."""
    data = f"<a>{''.join(pieces)}</a>".encode()

    def parser() -> etree.XMLParser:
        return etree.XMLParser(encoding="utf-8", resolve_entities=False, remove_comments=True, remove_pis=True)

    try:
        whole = _text(etree.fromstring(data, parser()))
    except etree.XMLSyntaxError:
        whole = None
    skeleton: list[bytes] = []
    cutter = Cutter(skeleton.append, Limits())
    for at in range(0, len(data), step):
        cutter.feed(data[at : at + step])
    cutter.finish()
    try:
        cut = _text(etree.fromstring(b"".join(skeleton), parser()))
    except etree.XMLSyntaxError:
        cut = None
    if whole is None or cut is None:
        assert cut is whole is None
        return
    back = [(tag, TOKEN.sub(lambda found: cutter.runs[int(found[2])].text or "", text)) for tag, text in cut]
    if any(piece in ("<![CDATA[", "<!-- ", "<?p ") for piece in pieces):
        # inside such sections a spelled line break is literal; as Base64 either reading is white space or broken
        whole, back = (
            [(tag, text.replace("&#xD;", "\n").replace("&#13;", "\n")) for tag, text in one] for one in (whole, back)
        )
    assert back == whole


def test_what_looks_like_a_token_is_only_text():
    packet = read_packet(
        raw_packet(b64(bytes(9000)), header="<edXML:Content>Run00112233445566778899aabbn0z</edXML:Content>")
    )
    assert isinstance(packet, DocumentPacket)
    assert packet.summary == "Run00112233445566778899aabbn0z"


def test_a_long_run_in_a_field_is_put_back():
    packet = read_packet(raw_packet("", header=f"<edXML:Content>{'A' * 5000}</edXML:Content>"))
    assert isinstance(packet, DocumentPacket)
    assert packet.summary == "A" * 5000


def test_the_same_packet_gives_the_same_bytes():
    packet = plain_packet(Attachment("a.pdf", Content.of_bytes(PDF), zipped=True))
    assert write_packet(packet) == write_packet(packet)
