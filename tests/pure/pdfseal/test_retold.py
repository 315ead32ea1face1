"""Files of many shapes that say after signing something else to a viewer than to us, or to us alone."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from tests.pure.pdfseal import shapes
from tests.pure.pdfseal.conftest import NOON, Office, Signed, Told
from tests.pure.pdfseal.revising import appended, closed, opened, packed
from tests.pure.pdfseal.shapes import Shape

from pdfseal.cms import signed_attributes
from pdfseal.external import assemble, finish, prepare
from pdfseal.keys import SigningKey

NOTED = Shape(first=b"/Annots [7 0 R]", catalog=b"/AcroForm << /Fields [] /SigFlags 1 >>", more={(7, 0): shapes.NOTE})


def overlaid(pdf: bytes) -> bytes:
    """A later revision lays a note over the page."""
    writer = opened(pdf)
    ref = writer.find_page_for_modification(0)[0]
    names = {"/Type": "/Annot", "/Subtype": "/FreeText"}
    note = generic.DictionaryObject({pdf_name(key): pdf_name(value) for key, value in names.items()})
    note[pdf_name("/Rect")] = generic.ArrayObject(generic.NumberObject(side) for side in (60, 60, 560, 800))
    ref.get_object()["/Annots"].append(writer.add_object(note))
    writer.mark_update(ref)
    return closed(writer)


def bared(pdf: bytes) -> bytes:
    """A later revision takes the first note off the page."""
    writer = opened(pdf)
    ref = writer.find_page_for_modification(0)[0]
    list.pop(ref.get_object()["/Annots"], 0)
    writer.mark_update(ref)
    return closed(writer)


def described(pdf: bytes) -> bytes:
    """A later revision gives the description another title."""
    writer = opened(pdf)
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Công văn")}))
    return closed(writer)


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_what_is_encrypted_for_its_owner_alone_is_compared_as_any_other(told: Told, signed: Signed, revision: int):
    for pdf in (signed(NOTED.written()), signed(shapes.for_the_owner(NOTED.written(), revision))):
        assert told(pdf) == told(signed(pdf, name="Signature2")) == set()
        assert told(described(pdf)) == told(described(described(pdf))) == set()
        assert told(overlaid(pdf)) == {"stamped_after"}
        assert told(bared(pdf)) == {"content_changed_after"}


def test_an_object_stream_that_holds_something_else_later_is_content(told: Told, signed: Signed):
    """Only the stream is listed, nothing speaks of its number, and both revisions are read through the newest of its name."""
    pdf = signed(Shape(style="packed").written())
    stream, page = 7, b"<< /Type /Page /Parent 2 0 R /Contents 99 0 R >>"
    held = [(number, Shape().objects()[number, 0]) for number in (1, 2, 3, 4, 6)]
    other = [(number, page if number == 3 else body) for number, body in held]
    form = (99, b"<< /Length 9 >>\nstream\n0 0 9 9 re\nendstream")
    assert b"%d 0 obj\n<< /Type /ObjStm" % stream in pdf

    assert told(pdf) == set()
    assert told(appended(pdf, [(stream, packed(other))])) == {"content_changed_after"}
    assert told(appended(pdf, [form, (stream, packed(other))])) == {"content_changed_after"}
    assert told(appended(pdf, [], rows={stream: (0, 0, 1)})) == {"content_changed_after"}
    assert told(appended(pdf, [], rows={stream: (0, 0, 0)})) == {"content_changed_after"}
    assert told(appended(pdf, [(800, packed([(801, page)]))], rows={801: (2, 800, 0)})) == set()


def test_an_object_stream_that_a_file_only_speaks_of_may_not_appear_later(told: Told, signed: Signed):
    whole = Shape(style="packed").written()
    hole = appended(whole, [], rows={3: (2, 900, 0)})
    pdf = signed(appended(hole, [], rows={3: (2, 7, 2)}))
    page = b"<< /Type /Page /Parent 2 0 R /Contents 99 0 R >>"

    assert told(pdf) == set()
    assert told(appended(pdf, [(900, packed([(3, page)]))])) == {"content_changed_after"}


def signed_with(pdf: bytes, key: SigningKey, change: Callable[[bytes], bytes]) -> bytes:
    """Signed by someone who writes the dictionaries of his signature as he likes; its length stays."""
    ready = prepare(pdf, field="Signature1", at=NOON, certificate=key.certificate)
    made = change(ready.pdf)
    digest = hashlib.sha256(made[: ready.start] + made[ready.end :]).digest()
    attributes = signed_attributes(key.certificate, digest)
    mine = replace(ready, pdf=made, document_digest=digest, to_be_signed=attributes)
    return finish(mine, assemble(mine, key.sign(attributes), chain=key.chain))


def with_another_value(pdf: bytes) -> bytes:
    """The field names its signature, and then another object."""
    value = re.findall(rb"/V [0-9]+ 0 R", pdf)[-1]
    return pdf.replace(value, b"/V 1 0 R".ljust(len(value))).replace(b"/Subtype /Widget", value.ljust(16))


@pytest.mark.parametrize("style", ["table", "stream", "packed"])
def test_a_signature_whose_keys_stand_twice_is_not_accepted(told: Told, office: Office, style: Any):
    pdf, key = Shape(style=style).written(), office.key("anh")

    def adding(entry: bytes) -> Callable[[bytes], bytes]:
        return lambda made: made.replace(b" " * len(entry) + b"\n/Type /Sig", entry + b"\n/Type /Sig")

    assert told(signed_with(pdf, key, lambda made: made)) == told(signed_with(pdf, key, adding(b" /Name (a)"))) == set()
    for entry in (b" /ByteRange [0 1 2 3]", b" /Contents <00>", b" /Byte#52ange [0 9]", b" /X << /Y 1 /Y 2 >>"):
        assert "signature_unreadable" in told(signed_with(pdf, key, adding(entry)))
    assert "signature_unreadable" in told(signed_with(pdf, key, with_another_value))


@pytest.mark.parametrize("style", ["table", "stream", "packed"])
def test_a_description_that_the_trailer_alone_speaks_of_may_be_written_anew(told: Told, signed: Signed, style: Any):
    pdf = signed(Shape(style=style).written())
    number = int(re.findall(rb"/Info ([0-9]+) 0 R", pdf)[-1])
    named = b"/Info %d 0 R" % number
    again = appended(pdf, [(number, b"<< /ModDate (D:20261124090000Z) >>")], trailer=named)

    assert told(again) == set()
    assert told(appended(again, [(number, b"<< /ModDate (D:20261125090000Z) >>")], trailer=named)) == set()
