"""The environment, read once into a typed value. Doors: read_env.

Names are ``CONGVAN_`` + the field's name in capitals (a field may name another variable in its metadata);
``<NAME>_FILE`` gives a file whose content is the value. All wrong or missing names are reported together.
"""

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_type_hints

from kit.errors import SettingsMissing

T = TypeVar("T")
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def _convert(kind: Any, raw: str) -> Any:
    kind = next((one for one in get_args(kind) if one is not NoneType), kind) if isinstance(kind, UnionType) else kind
    if kind is bool:
        if raw.lower() in _TRUE:
            return True
        if raw.lower() in _FALSE:
            return False
        raise ValueError(raw)
    if kind in (int, float, Path, str):
        return kind(raw)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw


def read_env(cls: type[T], environ: Mapping[str, str] | None = None) -> T:
    """Return ``cls`` filled from the environment. Raises: SettingsMissing naming every problem."""
    source = os.environ if environ is None else environ
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        name = field.metadata.get("env", "CONGVAN_" + field.name.upper())
        raw = source.get(name)
        if raw is None and name + "_FILE" in source:
            raw = Path(source[name + "_FILE"]).read_text(encoding="utf-8").strip()
        if raw is None:
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                wrong.append(name)
            continue
        try:
            values[field.name] = _convert(hints[field.name], raw)
        except ValueError:
            wrong.append(name)
    if wrong:
        raise SettingsMissing(names=", ".join(wrong))
    return cls(**values)
