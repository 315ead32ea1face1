"""Administrative units before and after 1 July 2025, from the package `vietnamadminunits`. Doors: Unit, Units, read_units.

Only the package's data files are read (its code needs libraries that are not wanted here), so it is installed without
its dependencies. It knows geography: names and mã ĐVHC. Identifiers of agencies are given here, in the shape of
QĐ 20/2020/QĐ-TTg and QCVN 102: a level-1 code as published, below it numbers of our own. They are for trials; a real
directory gets its codes from the bodies that issue them.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from axis.directory.errors import UnitsMissing, UnitsUnreadable
from axis.directory.facts import Level

PACKAGE, VERSION = "vietnamadminunits", "1.0.4"
FIRST_DISTRICT = 41  # in codes of QCVN 102; lower numbers are a province's departments
# Level-1 codes of provinces (QĐ 20/2020/QĐ-TTg) in the order of their numbers, H01 to H63.
PROVINCES = (
    "An Giang", "Bắc Giang", "Bắc Kạn", "Bạc Liêu", "Bắc Ninh", "Bà Rịa - Vũng Tàu", "Bến Tre", "Bình Định", "Bình Dương",
    "Bình Phước", "Bình Thuận", "Cà Mau", "Cần Thơ", "Cao Bằng", "Đắk Lắk", "Đắk Nông", "Đà Nẵng", "Điện Biên", "Đồng Nai",
    "Đồng Tháp", "Gia Lai", "Hà Giang", "Hải Dương", "Hải Phòng", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hòa Bình", "Hồ Chí Minh",
    "Hậu Giang", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lâm Đồng", "Lạng Sơn", "Lào Cai", "Long An",
    "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ", "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi",
    "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La", "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Huế",
    "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip
_BEFORE = """
select provinceShort, province, provinceCode, provinceKey, district, districtCode, districtKey, ward, wardCode,
    coalesce(wardKey, '') from admin_units_legacy order by provinceCode, districtCode, wardCode
"""
_AFTER = "select provinceShort, province, provinceCode, provinceKey, ward, wardCode, wardKey from admin_units order by wardCode"


@dataclass(frozen=True)
class Unit:
    """The People's Committee of one unit. ``heirs``: codes of those that go on, the one that takes the mail first."""

    code: str
    code_qcvn102: str
    name: str
    level: Level
    unit_code: str
    parent: str = ""
    heirs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Units:
    """``before``: units that ended on 1 July 2025; ``after``: those that are now (34 provinces are kept ones)."""

    before: tuple[Unit, ...]
    after: tuple[Unit, ...]


def read_units(folder: Path | None = None) -> Units:
    """Return the units as the package has them; ``folder`` holds its files. Raises: UnitsMissing, UnitsUnreadable."""
    folder = folder or _installed()
    try:
        with closing(sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)) as link:
            before, after = link.execute(_BEFORE).fetchall(), link.execute(_AFTER).fetchall()
        mapped = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
        return _units(before, after, mapped)
    except FileNotFoundError as error:
        raise UnitsMissing(version=VERSION) from error
    except (sqlite3.Error, ValueError, KeyError, TypeError, IndexError) as error:
        raise UnitsUnreadable(problem=f"{type(error).__name__}: {error}") from error


def _installed() -> Path:
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise UnitsMissing(version=VERSION)
    return Path(next(iter(found.submodule_search_locations))) / "data"


def _units(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]], mapped: dict[str, Any]) -> Units:
    now = {(key, ward_key): f"{_letter(short)}.{ward_code}" for short, _, _, key, _, ward_code, ward_key in after}
    heirs = _heirs(mapped, now)
    kept = {key: short for short, _, _, key, *_ in after}
    province_heir = {old: _letter(kept[new]) for new, olds in mapped["DICT_PROVINCE"].items() for old in olds}

    present = {short: (province, code) for short, province, code, *_ in after}
    provinces = [_province(short, province, code) for short, (province, code) in present.items()]
    communes = [
        Unit(now[key, ward_key], "", f"UBND {_in(ward)}, {_in(province)}", Level.COMMUNE, ward_code, _letter(short))
        for short, province, _, key, ward, ward_code, ward_key in after
    ]
    ended: dict[str, Unit] = {}
    places: dict[str, int] = {}  # how many districts of a province, communes of a district were numbered
    for short, province, code, key, district, district_code, district_key, ward, ward_code, ward_key in before:
        top = _letter(short)
        if short not in present and top not in ended:
            ended[top] = _province(short, province, code, heir=province_heir[key])
        middle = f"{top}.{district_code}"
        if middle not in ended:
            places[top] = places.get(top, FIRST_DISTRICT - 1) + 1
            places[middle] = 0
            island = heirs.get(f"{key}_{district_key}_") if ward is None else None
            ended[middle] = Unit(
                middle, f"000.00.{places[top]:02}.{top}", f"UBND {_in(district)}, {_in(province)}", Level.DISTRICT,
                district_code, top, island or (province_heir[key],),
            )  # fmt: skip
        if ward is not None:
            places[middle] += 1
            formal = ended[middle].code_qcvn102[7:]
            name = f"UBND {_in(ward)}, {_in(district)}, {_in(province)}"
            ended[f"{middle}.{ward_code}"] = Unit(
                f"{middle}.{ward_code}", f"000.{places[middle]:02}.{formal}", name, Level.COMMUNE, ward_code, middle,
                heirs[f"{key}_{district_key}_{ward_key}"],
            )  # fmt: skip
    return Units(tuple(ended.values()), (*provinces, *communes))


def _heirs(mapped: dict[str, Any], now: dict[tuple[str, str], str]) -> dict[str, tuple[str, ...]]:
    """Return for each commune of before (its keys joined) those that have its area now, the main one first."""
    found: dict[str, tuple[str, ...]] = {}
    for province, wards in mapped["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            found |= dict.fromkeys(olds, (now[province, ward],))
    for province, divided in mapped["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            found[old] = tuple(now[province, part["newWardKey"]] for part in ordered)
    return found


def _province(short: str, province: str, code: str, *, heir: str = "") -> Unit:
    top = _letter(short)
    return Unit(
        top, f"000.00.00.{top}", f"UBND {_in(province)}", Level.PROVINCE, code, heirs=(heir,) if heir else ()
    )  # fmt: skip


def _letter(short: str) -> str:
    return f"H{PROVINCES.index(short) + 1:02}"


def _in(name: str) -> str:
    """Return a unit's name inside a sentence: "quận Ba Đình"."""
    return name[:1].lower() + name[1:]
