"""The tree is that of RFC 6962: its vectors, a naive reading of its text, and proofs that hold only for what is true."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.merkle import (
    EMPTY_ROOT,
    Nodes,
    Tree,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
MANY = [hashlib.sha256(str(number).encode()).digest() for number in range(1500)]
SIZES = st.integers(1, 700)


def naive(leaves: list[bytes]) -> bytes:
    """MTH as the RFC writes it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive(leaves[:split]), naive(leaves[split:]))


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH as the RFC writes it."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*naive_path(index, leaves[:split]), naive(leaves[split:])]
    return [*naive_path(index - split, leaves[split:]), naive(leaves[:split])]


def naive_subproof(first: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF as the RFC writes it."""
    if first == len(leaves):
        return [] if whole else [naive(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if first <= split:
        return [*naive_subproof(first, leaves[:split], whole), naive(leaves[split:])]
    return [*naive_subproof(first - split, leaves[split:], False), naive(leaves[:split])]


def stored(leaves: list[bytes]) -> Nodes:
    """Nodes as a log keeps them: the leaves' hashes, and what `Tree.append` told to store."""
    rows: dict[int, list[bytes]] = {0: list(leaves)}
    tree = Tree()
    for leaf in leaves:
        for level, position, digest in tree.append(leaf):
            assert position == len(rows.setdefault(level, []))
            rows[level].append(digest)
    return Nodes(lambda level, first, count: rows.get(level, [])[first : first + count])


def test_the_vectors_of_certificate_transparency():
    assert Tree().root() == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS


def test_known_proofs_of_certificate_transparency():
    nodes = stored(LEAVES)

    assert [step.hex() for step in inclusion_proof(nodes, 5, 8)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [step.hex() for step in consistency_proof(nodes, 6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@settings(max_examples=80, deadline=None)
@given(st.data(), SIZES)
def test_trees_and_proofs_are_those_of_a_naive_reading(data, size):
    leaves = MANY[:size]
    nodes, root = stored(leaves), naive(leaves)
    assert root_of(leaves) == nodes.root(size) == root

    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(nodes, index, size)
    assert path == naive_path(index, leaves)
    assert inclusion_holds(leaves[index], index, size, path, root)

    first = data.draw(st.integers(1, size))
    steps = consistency_proof(nodes, first, size)
    assert steps == naive_subproof(first, leaves)
    assert consistency_holds(first, naive(leaves[:first]), size, root, steps)


@pytest.mark.parametrize("size", [256, 257, 511, 512, 1024, 1500])
def test_a_log_is_continued_from_what_is_stored(size):
    nodes = stored(MANY)
    tree = Tree(size, nodes.peaks(size))

    assert tree.root() == root_of(MANY[:size]) == nodes.root(size)
    for leaf in MANY[size:]:
        tree.append(leaf)
    assert tree.root() == root_of(MANY)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(2, 300))
def test_no_proof_holds_for_another_leaf_place_or_root(data, size):
    leaves = MANY[:size]
    nodes, root = stored(leaves), root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(nodes, index, size)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))

    assert not inclusion_holds(leaves[other], index, size, path, root)
    assert not inclusion_holds(leaves[index], other, size, path, root)
    assert not inclusion_holds(leaves[index], index, size, path, root_of(leaves[:-1]))
    assert not inclusion_holds(leaves[index], index, size, path[:-1], root)
    assert not inclusion_holds(leaves[index], index, size, [*path, root], root)
    bent = data.draw(st.integers(0, len(path) - 1))
    assert not inclusion_holds(leaves[index], index, size, [*path[:bent], MANY[-1], *path[bent + 1 :]], root)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(2, 300))
def test_a_rewritten_past_is_consistent_with_nothing(data, size):
    leaves = MANY[:size]
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    forged = [*leaves[:changed], MANY[-1], *leaves[changed + 1 :]]
    seen, now = root_of(leaves[:first]), root_of(forged)

    assert not consistency_holds(first, seen, size, now, consistency_proof(stored(forged), first, size))
    assert not consistency_holds(first, seen, size, now, consistency_proof(stored(leaves), first, size))
    assert not consistency_holds(size, root_of(leaves), first, seen, [])


def test_what_is_not_there_cannot_be_proven():
    nodes = stored(LEAVES)
    with pytest.raises(ValueError):
        inclusion_proof(nodes, 8, 8)
    with pytest.raises(ValueError):
        consistency_proof(nodes, 0, 8)
    with pytest.raises(LookupError):
        nodes.root(9)
    with pytest.raises(ValueError):
        Tree(3, [EMPTY_ROOT])
