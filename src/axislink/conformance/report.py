"""A conformance report: which checks, made in which order, shown how. Doors: TABLES, examine,
as_json, line_of, total_of, conforms."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from axislink.conformance import native_exchange, native_refusals, vxp_exchange, vxp_traps
from axislink.conformance.probes import NativeProbe, Options, VxpProbe
from axislink.conformance.values import Check, Result, State, run_checks

NATIVE: Sequence[Check[NativeProbe]] = (*native_exchange.EXCHANGE, *native_refusals.REFUSALS)
VXP: Sequence[Check[VxpProbe]] = (*vxp_exchange.EXCHANGE, *vxp_traps.TRAPS)
TABLES: dict[str, Sequence[Check[Any]]] = {"native": NATIVE, "vxp": VXP}

WORDS = {
    "vi": {State.PASSED: "đạt", State.FAILED: "KHÔNG ĐẠT", State.NOT_RUN: "không chạy"},
    "en": {State.PASSED: "passed", State.FAILED: "FAILED", State.NOT_RUN: "not run"},
}
HEADS = {
    "vi": {"native": "Giao thức của trục (/v1)", "vxp": "Giao thức VXP"},
    "en": {"native": "Native API (/v1)", "vxp": "VXP dialect"},
}
TOTALS = {
    "vi": "{passed} đạt, {failed} không đạt, {not_run} không chạy.",
    "en": "{passed} passed, {failed} failed, {not_run} not run.",
}


def examine(options: Options) -> Iterator[tuple[str, Result]]:
    """Yield (dialect, result) of every check that key and secret allow, as they are made."""
    if options.key is not None:
        native = NativeProbe(options, options.key)
        yield from (("native", one) for one in run_checks(NATIVE, native))
        native.close()
    if options.secret:
        vxp = VxpProbe(options)
        yield from (("vxp", one) for one in run_checks(VXP, vxp))
        vxp.close()


def conforms(results: Sequence[Result]) -> bool:
    """Return whether something was examined and nothing failed."""
    return any(one.state is State.PASSED for one in results) and all(one.state is not State.FAILED for one in results)


def as_json(options: Options, results: Sequence[tuple[str, Result]]) -> dict[str, Any]:
    found = [one for _, one in results]
    return {
        "ok": conforms(found),
        "url": options.url,
        "system": options.system_id,
        "counts": _counts(found),
        "checks": [{"dialect": dialect, **asdict(one)} for dialect, one in results],
    }


def line_of(one: Result, lang: str) -> str:
    """Return one line of the table: code, result, title, what was seen instead."""
    title, seen = (one.title_en, one.seen_en) if lang == "en" else (one.title, one.seen)
    return f"{one.code:<6}{WORDS[lang][one.state]:<12}{title}" + (f"\n{'':18}{seen}" if seen else "")


def total_of(results: Sequence[Result], lang: str) -> str:
    return TOTALS[lang].format(**_counts(results))


def _counts(results: Sequence[Result]) -> dict[str, int]:
    counted = Counter(one.state for one in results)
    return {state.value: counted[state] for state in State}
