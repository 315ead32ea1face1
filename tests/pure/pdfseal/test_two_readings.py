"""Later revisions that our parser reads as nothing and a viewer as another page, in files of several shapes."""

import io
import re
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.pure.pdfseal import shapes
from tests.pure.pdfseal.conftest import Signed, Told
from tests.pure.pdfseal.revising import appended, packed, stream
from tests.pure.pdfseal.shapes import Shape

FILES: dict[str, bytes] = {
    "table": Shape().written(),
    "crlf": Shape(eol=b"\r\n", ending=b"\r\n").written(),
    "stream": Shape(style="stream").written(),
    "packed": Shape(style="packed").written(),
    "hybrid": Shape(style="hybrid").written(),
    "locked": shapes.for_the_owner(Shape().written(), 6),
    "linear": shapes.by_qpdf(Shape().written(), linear=True),
}
IN_TABLES = {"table", "crlf", "hybrid", "locked", "linear"}
OTHER = (990, stream(b"0 0 9 9 re"))
Attack = Callable[["Page"], bytes]


class Page:
    """A signed file and its first page as it is written there."""

    def __init__(self, pdf: bytes) -> None:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            reader.decrypt("")
        ref = reader.root["/Pages"]["/Kids"].raw_get(0)
        written = io.BytesIO()
        ref.get_object().write_to_stream(written, None)
        self.pdf = pdf
        self.number: int = ref.idnum
        self.same = written.getvalue()
        self.other = re.sub(rb"/Contents [0-9]+ 0 R", b"/Contents 990 0 R", self.same)
        self.place = reader.xrefs[ref.reference]
        self.root: int = reader.root_ref.idnum

    def twice(self, key: bytes) -> bytes:
        return self.same[:-2] + b" " + key + b" 990 0 R >>"

    def whole(self, body: bytes) -> bytes:
        return b"%d 0 obj\n%b\nendobj\n" % (self.number, body)

    def end(self) -> int:
        return len(self.pdf) + (self.pdf[-1:] not in (b"\r", b"\n"))


EVERYWHERE: dict[str, Attack] = {
    "a key twice": lambda page: appended(page.pdf, [(page.number, page.twice(b"/Contents")), OTHER]),
    "a key twice, once with an escape": lambda page: appended(
        page.pdf, [(page.number, page.twice(b"/Cont#65nts")), OTHER]
    ),
    "another catalog, named second": lambda page: appended(
        page.pdf, [(992, b"<< /Type /Catalog /Pages 993 0 R >>"), OTHER], trailer=b"/Root 992 0 R"
    ),
    "an object that is not listed": lambda page: appended(page.pdf, [OTHER], before=page.whole(page.other)),
    "an object between the others and the section": lambda page: appended(
        page.pdf, [OTHER], between=page.whole(page.other)
    ),
    "an object listed under another number": lambda page: appended(
        page.pdf, [OTHER], before=page.whole(page.other), rows={994: (1, page.end(), 0)}
    ),
    "an object in a stream": lambda page: appended(
        page.pdf, [OTHER, (995, stream(b"\nendobj\n%bxx" % page.whole(page.other)))]
    ),
    "an object in a stream, torn by comments": lambda page: appended(
        page.pdf, [OTHER, (995, stream(b"\nendobj\n%d %%\n0 %% x\nobj %b endobj\n" % (page.number, page.other)))]
    ),
    "an object in a comment": lambda page: appended(
        page.pdf, [OTHER], between=b"%% %b\n" % page.whole(page.other).replace(b"\n", b" ")
    ),
    "a trailer in a stream": lambda page: appended(
        page.pdf, [OTHER, (995, stream(b"\nendobj\ntrailer\n<< /Root 992 0 R >>\n"))]
    ),
    "a trailer in a string": lambda page: appended(
        page.pdf, [OTHER, (995, b"(endobj\ntrailer\n<< /Root 992 0 R >>\n)")]
    ),
    "a generation that is none": lambda page: appended(
        page.pdf, [OTHER], before=page.whole(page.other), rows={page.number: (1, page.end(), 99999)}
    ),
    "fewer objects than there are": lambda page: appended(page.pdf, [], size=4),
    "a stream of another length": lambda page: appended(
        page.pdf, [OTHER, (995, b"<< /Length 5 >>\nstream\n12345\n endobj %b\nendstream" % page.whole(page.other))]
    ),
}  # fmt: skip
OF_TABLES: dict[str, Attack] = {
    "a marker that is none": lambda page: appended(
        page.pdf, [OTHER], before=page.whole(page.other),
        entries=b"%d 1\n%010d 00000 x \n" % (page.number, page.end()),
    ),
    "an entry twice": lambda page: appended(
        page.pdf, [OTHER], before=page.whole(page.other),
        entries=b"%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (page.number, page.end(), page.number, page.place),
    ),
}  # fmt: skip
OF_STREAMS: dict[str, Attack] = {
    "a key twice in an object stream": lambda page: appended(
        page.pdf, [(991, packed([(page.number, page.twice(b"/Contents"))])), OTHER], rows={page.number: (2, 991, 0)}
    ),
    "a number twice in an object stream": lambda page: appended(
        page.pdf, [OTHER, (991, packed([(page.number, page.same), (page.number, page.other)]))], rows={page.number: (2, 991, 0)}
    ),
    "a wrong place in an object stream": lambda page: appended(
        page.pdf, [OTHER, (991, packed([(996, page.other), (page.number, page.same)]))],
        rows={page.number: (2, 991, 0), 996: (2, 991, 1)},
    ),
    "a kind of entry that is none": lambda page: appended(
        page.pdf, [OTHER], before=page.whole(page.other), rows={page.number: (7, page.end(), 0)}
    ),
}  # fmt: skip
HARMLESS_IN_STREAMS: dict[str, Attack] = {
    "an object stream": lambda page: appended(
        page.pdf, [(991, packed([(996, b"<< /A 1 >>"), (998, b"[ ]")]))], rows={996: (2, 991, 0), 998: (2, 991, 1)}
    ),
}  # fmt: skip
HARMLESS: dict[str, Attack] = {
    "nothing": lambda page: appended(page.pdf, []),
    "another object": lambda page: appended(page.pdf, [OTHER, (998, b"[ (a(b)c\\)) <00> /a#20b /\xc3\xa1 -.5 true null ]")]),
    "the same page again": lambda page: appended(page.pdf, [(page.number, page.same)]),
    "the same entry again": lambda page: appended(page.pdf, [OTHER], rows=_again(page)),
    "empty lines and a remark": lambda page: appended(page.pdf, [OTHER], before=b"\r\n \n", between=b"%iText-7.2.3\n"),
    "a length that stands for itself": lambda page: appended(
        page.pdf, [(995, b"<< /Length 996 0 R >>\nstream\n12345\nendstream"), (996, b"5")]
    ),
    "two revisions": lambda page: appended(appended(page.pdf, [OTHER]), [(996, b"(object 3 of obj)")]),
}  # fmt: skip


def _again(page: Page) -> dict[int, tuple[int, int, int]]:
    return {page.number: (1, page.place, 0)} if isinstance(page.place, int) else {}


def _cases(attacks: dict[str, Attack], files: set[str]) -> list[object]:
    return [
        pytest.param(file, attack, id=f"{file}: {name}") for file in sorted(files) for name, attack in attacks.items()
    ]


@pytest.fixture(scope="module")
def pages(signed: Signed) -> dict[str, Page]:
    return {name: Page(signed(pdf)) for name, pdf in FILES.items()}


@pytest.mark.parametrize(
    ("file", "attack"),
    [*_cases(EVERYWHERE, set(FILES)), *_cases(OF_TABLES, IN_TABLES), *_cases(OF_STREAMS, set(FILES) - IN_TABLES)],
)
def test_what_viewers_may_read_in_another_way_is_content(told: Told, pages: dict[str, Page], file: str, attack: Attack):
    assert told(attack(pages[file])) == {"content_changed_after"}


@pytest.mark.parametrize(
    ("file", "change"), [*_cases(HARMLESS, set(FILES)), *_cases(HARMLESS_IN_STREAMS, set(FILES) - IN_TABLES)]
)
def test_a_plain_later_revision_changes_nothing(told: Told, pages: dict[str, Page], file: str, change: Attack):
    assert told(change(pages[file])) == set()
