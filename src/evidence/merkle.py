"""The tree of a log, as RFC 6962 and RFC 9162 (section 2.1) define it. Doors: Tree, Nodes, leaf_hash, root_of, inclusion_proof,
consistency_proof, inclusion_holds, consistency_holds.

A leaf's hash is SHA-256(00 ‖ leaf), a node's SHA-256(01 ‖ left ‖ right). The tree keeps no leaves: appending needs the roots of its
complete subtrees only, and a proof needs those that `Nodes` reads from wherever they are stored.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

STRIDE = 8  # only nodes of levels 8, 16, 24… are stored beside the leaves' hashes: one row for 256 leaves
GROUP = 1 << STRIDE
EMPTY_ROOT = hashlib.sha256(b"").digest()

Completed = tuple[int, int, bytes]  # level, position in it, hash
Range = tuple[int, int]  # leaves from … up to, not including, …


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows: its size and the hashes of its complete subtrees, the largest (leftmost) first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(peaks):
            raise ValueError(f"{size} leaves have {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self._peaks = list(peaks)

    def append(self, digest: bytes) -> list[Completed]:
        """Add a leaf by its hash; return the nodes to be stored that it completed (levels that are multiples of STRIDE)."""
        completed: list[Completed] = []
        level, position = 0, self.size
        self.size += 1
        while position & 1:
            digest = node_hash(self._peaks.pop(), digest)
            level, position = level + 1, position >> 1
            if level % STRIDE == 0:
                completed.append((level, position, digest))
        self._peaks.append(digest)
        return completed

    def copy(self) -> "Tree":
        return Tree(self.size, self._peaks)

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        digest = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            digest = node_hash(left, digest)
        return digest


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    tree = Tree()
    for digest in leaf_hashes:
        tree.append(digest)
    return tree.root()


class Nodes:
    """Reads hashes of ranges of leaves. ``fetch(level, first, count)`` returns the stored nodes of a level, in order.

    ``level`` is 0 (leaves) or a multiple of STRIDE; nodes that are not complete yet are simply absent at the end.
    """

    def __init__(self, fetch: Callable[[int, int, int], Sequence[bytes]]) -> None:
        self._fetch = fetch
        self._groups: dict[tuple[int, int], Sequence[bytes]] = {}

    def peaks(self, size: int) -> list[bytes]:
        """Return what `Tree` needs to go on from ``size`` leaves."""
        found, start = [], 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                found.append(self.node(level, start >> level))
                start += 1 << level
        return found

    def node(self, level: int, position: int) -> bytes:
        """Return the hash of a complete subtree. Raises: LookupError when the log does not reach so far."""
        above = level % STRIDE
        base, first = level - above, position << above
        group = self._group(base, first >> STRIDE)
        offset = first & (GROUP - 1)
        hashes = list(group[offset : offset + (1 << above)])
        if len(hashes) != 1 << above:
            raise LookupError(f"level {level}, position {position}")
        while len(hashes) > 1:
            hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
        return hashes[0]

    def range(self, start: int, end: int) -> bytes:
        """Return MTH(D[start:end]); ``start`` is a multiple of the smallest power of two not less than the length."""
        length = end - start
        if length & (length - 1) == 0:
            level = length.bit_length() - 1
            return self.node(level, start >> level)
        middle = start + _split(length)
        return node_hash(self.range(start, middle), self.range(middle, end))

    def root(self, size: int) -> bytes:
        return self.range(0, size) if size else EMPTY_ROOT

    def _group(self, level: int, number: int) -> Sequence[bytes]:
        key = (level, number)
        if key not in self._groups:
            self._groups[key] = self._fetch(level, number << STRIDE, GROUP)
        return self._groups[key]


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return the audit path of leaf ``index`` in the tree of ``size`` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    path: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return [nodes.range(*one) for one in reversed(path)]


def consistency_proof(nodes: Nodes, first: int, second: int) -> list[bytes]:
    """Return the proof that the tree of ``second`` leaves begins with that of ``first`` (RFC 9162, 2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError(f"{first} to {second}")
    path: list[Range] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, whole = middle, False
    if not whole:
        path.append((start, end))
    return [nodes.range(*one) for one in reversed(path)]


def inclusion_holds(digest: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether ``proof`` shows the leaf at ``index`` under ``root`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            digest = node_hash(step, digest)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        place, last = place >> 1, last >> 1
    return last == 0 and digest == root


def consistency_holds(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Return whether ``proof`` shows that nothing before ``first`` was changed later (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = list(proof)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(length: int) -> int:
    """Return the largest power of two smaller than ``length``."""
    return 1 << (length - 1).bit_length() - 1
