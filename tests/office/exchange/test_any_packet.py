"""Packets as nobody should write them: each is filed, or kept with its reason; its pages open; the line goes on."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.office.exchange.test_filing import ALL, Bring, bring  # noqa: F401 - a fixture

from kit.actor import Actor
from office.exchange.models import InPacket
from office.exchange.states import InState
from office.incoming.models import IncomingDocument

EXAMPLES = int(os.environ.get("CONGVAN_EXAMPLES", "30"))
WORDS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60
    ),
    st.sampled_from(["", " ", "0", "-1", "99999999999999999999", "2026-02-31", "31/12/9999", "0001-01-01T00:00:00Z"]),
    st.sampled_from(["a" * 5000, "Ạ" * 1001, "<b>đậm</b>", "'; drop table", "2026-13-45 25:61:61", "１２", "G22,H29"]),
    st.sampled_from(["\u202egnol", "e\u0301" * 50, "tep\u200b.pdf", "../../etc/passwd", "C:\\van ban.pdf", "x" * 300 + ".pdf"]),
)  # fmt: skip
CHANGE = st.tuples(st.integers(0, 400), st.sampled_from(["text", "drop", "twice", "swap"]), WORDS)


def changed(source: bytes, changes: list[tuple[int, str, str]]) -> bytes:
    """Return the packet with some of its elements rewritten, dropped, doubled or moved to the end of the header."""
    root = etree.fromstring(source)
    for place, kind, words in changes:
        nodes = [one for one in root.iter(etree.Element) if one is not root]
        if not nodes:
            break
        node = nodes[place % len(nodes)]
        parent = node.getparent()
        assert parent is not None
        if kind == "text":
            node.text = words
        elif kind == "drop":
            parent.remove(node)
        elif kind == "twice":
            node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))
        else:
            parent.append(node)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def well_formed(path: Path) -> bool:
    try:
        etree.fromstring(path.read_bytes())
    except etree.XMLSyntaxError:
        return False
    return True


@given(st.sampled_from([path for path in ALL if well_formed(path)]), st.lists(CHANGE, min_size=1, max_size=6))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.usefixtures("in_ubnd")
def test_whatever_a_packet_says_it_is_kept_and_can_be_looked_at(
    bring: Bring,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    browser_of: Callable[[Actor], Client],
    lan: Actor,
    path: Path,
    changes: list[tuple[int, str, str]],
) -> None:
    place = tmp_path_factory.mktemp("goi") / "goi.edxml"
    place.write_bytes(changed(path.read_bytes(), changes))
    row = bring(place, f"lan-{InPacket.objects.count()}")

    assert row.state in InState.values
    if row.state == InState.UNREADABLE:
        assert row.error_text
    client = browser_of(lan)
    assert client.get(reverse("incoming:queue")).status_code == 200
    filed = IncomingDocument.objects.order_by("-pk").first()
    if filed is not None:
        for name in ("incoming:queue_item", "incoming:document"):
            answer = client.get(reverse(name, kwargs={"document_ref": filed.document.ref}), follow=True)
            assert answer.status_code == 200
