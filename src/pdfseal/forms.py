"""What a widget shows, ready to be put into any file. Doors: Form, Body, Gathered, form_of, embed.

A form XObject (ISO 32000-1, 8.10) with the fonts and pictures it needs, taken apart once: bytes as they will be written, with
gaps for the numbers that the objects get in the file. To put it in is then to join bytes.
"""

# mypy: disallow-untyped-calls=false
# pyHanko is typed in part: most of its constructors are not

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Body = tuple[bytes | int, ...]  # a number stands for a reference to the object of that place


@dataclass(frozen=True)
class Form:
    """The entries of the form's dictionary but for its length, its content as it is stored, and the objects it needs."""

    entries: Body
    content: bytes
    needs: tuple[Body, ...] = ()

    def objects(self, numbers: Sequence[int], *, matrix: bytes | None = None) -> list[bytes]:
        """Return the bodies of all objects, the form the last; ``numbers`` are those they get in the file."""
        head = filled(self.entries, numbers)
        turn = b"" if matrix is None else b"\n/Matrix " + matrix
        form = b"<<\n%b%b\n/Length %d\n>>\nstream\n%b\nendstream" % (head, turn, len(self.content), self.content)
        return [*(filled(body, numbers) for body in self.needs), form]

    @property
    def count(self) -> int:
        return len(self.needs) + 1


def filled(body: Body, numbers: Sequence[int]) -> bytes:
    """Return a body with the references in its gaps."""
    return b"".join(part if isinstance(part, bytes) else b"%d 0 R" % numbers[part] for part in body)


def shifted(body: Body, by: int) -> Body:
    """Return a body for a longer list of objects, in which its own come ``by`` places later."""
    return tuple(part if isinstance(part, bytes) else part + by for part in body)


@dataclass
class Gathered:
    """Collects objects of one file, each with everything it refers to."""

    needs: list[Body] = field(default_factory=list)
    _places: dict[tuple[int, int], int] = field(default_factory=dict)

    def body(self, found: Any) -> Body:
        """Return how an object is written, what it refers to gathered."""
        parts: list[bytes | int] = []
        self._write(found, parts)
        joined: list[bytes | int] = []
        for part in parts:
            if joined and isinstance(part, bytes) and isinstance(joined[-1], bytes):
                joined[-1] += part
            else:
                joined.append(part)
        return tuple(joined)

    def place(self, found: generic.IndirectObject) -> int:
        """Gather the object that is referred to and return its place."""
        name = (found.idnum, found.generation)
        if name not in self._places:
            self._places[name] = len(self.needs)
            self.needs.append(())
            self.needs[self._places[name]] = self.body(found.get_object())
        return self._places[name]

    def _write(self, found: Any, parts: list[bytes | int]) -> None:
        if isinstance(found, generic.IndirectObject):
            parts.append(self.place(found))
        elif isinstance(found, generic.DictionaryObject):
            stored = found.encoded_data if isinstance(found, generic.StreamObject) else None
            parts.append(b"<<")
            for key, value in found.items():
                if stored is None or key != "/Length":
                    parts += [b"\n", _written(key), b" "]
                    self._write(value, parts)
            if stored is not None:
                parts += [b"\n/Length %d\n>>\nstream\n" % len(stored), stored, b"\nendstream"]
            else:
                parts.append(b"\n>>")
        elif isinstance(found, generic.ArrayObject):
            parts.append(b"[")
            for item in list.__iter__(found):
                parts.append(b" ")
                self._write(item, parts)
            parts.append(b" ]")
        else:
            parts.append(_written(found))


def form_of(found: generic.StreamObject) -> Form:
    """Return a form XObject of any file, with everything it needs."""
    gathered = Gathered()
    entries: list[bytes | int] = []
    for key, value in found.items():
        if key != "/Length":
            entries += [b"\n" if entries else b"", _written(key), b" ", *gathered.body(value)]
    return Form(tuple(entries), bytes(found.encoded_data), tuple(gathered.needs))


class _Written(generic.PdfObject):
    """An object whose bytes are there already."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(self.body)


def embed(form: Form, writer: IncrementalPdfFileWriter, *, matrix: bytes | None = None) -> generic.IndirectObject:
    """Add a form XObject to a file that pyHanko writes; return the reference to it."""
    places = [writer.allocate_placeholder() for _ in range(form.count)]
    for place, body in zip(places, form.objects([one.idnum for one in places], matrix=matrix), strict=True):
        writer.add_object(_Written(body), idnum=place.idnum)
    return places[-1]


def _written(found: Any) -> bytes:
    output = io.BytesIO()
    found.write_to_stream(output, None)
    return output.getvalue()
