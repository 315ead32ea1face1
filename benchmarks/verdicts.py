"""Verdicts on a folder of real documents: counts, disagreements with its labels, the slowest file.

    python benchmarks/verdicts.py FOLDER [--trust DIR]

``labels.jsonl`` in the folder says of each file how many signatures it carries. A labelled signed file has to be indeterminate
or broken (with the change named) without trust anchors, and never unsigned; any other file unsigned.
"""

import argparse
import json
import logging
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from pdfseal.errors import PdfError
from pdfseal.trust import Trust, load_trust
from pdfseal.verify import verify


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trust", type=Path)
    args = parser.parse_args()
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    trust = load_trust(args.trust) if args.trust else Trust()
    labels = {}
    if (path := args.folder / "labels.jsonl").is_file():
        labels = {label["file"]: label for label in map(json.loads, path.read_text().splitlines())}

    counts: Counter[str] = Counter()
    facts: Counter[str] = Counter()
    times: list[tuple[float, str]] = []
    signatures = 0
    disagreements: list[str] = []
    for file in sorted(args.folder.glob("*.pdf")):
        start = time.perf_counter()
        try:
            verdict = verify(file, trust=trust, now=datetime.now(UTC))
            name, found, first = verdict.verdict, len(verdict.signatures), verdict.sentence
            facts.update(code for signature in verdict.signatures for code in signature.facts)
        except PdfError as error:
            name, found, first = error.code, 0, error.text()
        times.append((time.perf_counter() - start, file.name))
        counts[name] += 1
        signatures += found
        label = labels.get(file.name)
        if label is not None and (found != label["signatures"] or (name == "unsigned") == bool(label["signatures"])):
            disagreements.append(f"{file.name}: {name}, {found} signatures, label says {label['signatures']}: {first}")
        if name == "broken":
            print(f"broken: {file.name}: {first}")
    print(f"files {sum(counts.values())}, signatures {signatures}, labelled {len(labels)}")
    print("verdicts", dict(counts))
    print("facts", dict(facts.most_common()))
    print(f"disagreements {len(disagreements)}")
    for line in disagreements:
        print("  " + line)
    if times:
        print(f"total {sum(t for t, _ in times):.2f} s, slowest {max(times)[1]} {max(times)[0]:.2f} s")
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
