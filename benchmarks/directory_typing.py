"""Fill a directory and type into it: the inner program of benchmarks.directory_search. Prints one JSON line and plans."""

import json
import os
import random
import sys
import time
from datetime import UTC, date, datetime

from django.db import connection

import axis.bootstrap  # noqa: F401 - before anything that touches models
from axis.directory.actions.import_units import import_units
from axis.directory.facts import Bloc, Level
from axis.directory.models import Agency, AgencyWords
from axis.directory.units import read_units
from axis.directory.words import FIRST, find_agencies, keep_stale_words
from kit.sort_keys import fold, sort_key
from kit.word_search import _FIND

BODIES = (
    "Công an", "Ban Chỉ huy Quân sự", "Trạm Y tế", "Trường Tiểu học", "Trường Trung học cơ sở", "Trường Mầm non",
    "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Hội Cựu chiến binh", "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
    "Ủy ban Mặt trận Tổ quốc Việt Nam", "Đảng ủy", "Hội đồng nhân dân", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội",
    "Trung tâm Phục vụ hành chính công", "Văn phòng HĐND và UBND", "Quỹ Tín dụng nhân dân", "Hợp tác xã Nông nghiệp",
    "Ban Quản lý chợ", "Trung tâm Học tập cộng đồng", "Hội Chữ thập đỏ", "Hội Người cao tuổi", "Hội Khuyến học",
    "Thanh tra", "Phòng Nội vụ", "Kho bạc Nhà nước", "Chi cục Thuế", "Hạt Kiểm lâm", "Tòa án nhân dân",
    "Viện kiểm sát nhân dân", "Thi hành án dân sự",
)  # fmt: skip
SHOWN = 30
NAMES = 24
PLANS = ("u", "ubnd xã", "ubnd xa tan phu", "h29", "tram y te ben thanh", "truong tieu hoc hoa binh dong nai")


def fill(rows: int) -> None:
    now = datetime.now(UTC)
    import_units(read_units(), by="benchmark", now=now)
    communes = list(Agency.objects.filter(level=Level.COMMUNE, valid_to=None).order_by("pk"))
    made: list[Agency] = []
    have = Agency.objects.count()
    for number, body in enumerate(BODIES, start=1):
        for commune in communes:
            if have + len(made) >= rows:
                break
            name = f"{body} {commune.name.removeprefix('UBND ')}"
            made.append(
                Agency(
                    code=f"{commune.code}.{number:02}", name=name, sort_key=sort_key(name), parent=commune,
                    level=Level.DEPARTMENT, bloc=Bloc.GOVERNMENT, valid_from=date(2025, 7, 1), version=1,
                )
            )  # fmt: skip
    Agency.objects.bulk_create(made, batch_size=2000)
    while keep_stale_words():
        pass
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze axis_directory_agency")
        cursor.execute("vacuum analyze axis_directory_agencywords")


def typed() -> list[str]:
    """Return every state of the search box while a sample of names and codes is typed, half of them without marks."""
    chance = random.Random(29)
    rows = list(Agency.objects.order_by("pk").values_list("name", "code"))
    texts = []
    for place, (name, code) in enumerate(chance.sample(rows, NAMES)):
        texts += [name if place % 2 else fold(name), code]
    return [text[:end] for text in texts for end in range(1, min(len(text), 40) + 1)]


def shortened() -> list[str]:
    """Return what somebody types who finishes no word: one to four letters of each, one word more each time."""
    chance = random.Random(5)
    names = list(Agency.objects.order_by("pk").values_list("name", flat=True))
    texts = []
    for place, name in enumerate(chance.sample(names, NAMES * 2)):
        cut = [word[: chance.choice((1, 2, 3, 3, 4))] for word in (name if place % 2 else fold(name)).split()]
        texts += [" ".join(cut[:count]) for count in range(1, len(cut) + 1)]
    return texts


def measure(texts: list[str]) -> dict[str, object]:
    for text in texts[:200]:  # what a program that has served a while has in memory
        find_agencies(text, limit=SHOWN)
    took = []
    cpu = time.process_time()
    for text in texts:
        start = time.perf_counter()
        find_agencies(text, limit=SHOWN)
        took.append(((time.perf_counter() - start) * 1000, text))
    cpu = time.process_time() - cpu
    took.sort()
    return {
        "searches": len(took),
        "p50_ms": round(took[len(took) // 2][0], 2),
        "p95_ms": round(took[int(len(took) * 0.95)][0], 2),
        "p99_ms": round(took[int(len(took) * 0.99)][0], 2),
        "slowest": [(text, round(ms, 1)) for ms, text in took[-3:]],
        "python_cpu_ms": round(cpu * 1000 / len(took), 2),
    }


def main() -> None:
    fill(int(sys.argv[1]))
    words = AgencyWords._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size(%s::regclass) / 1048576", [words])
        (size,) = cursor.fetchone()
    facts = {
        "rows": Agency.objects.count(),
        "letter_by_letter": measure(typed()),
        "no_word_finished": measure(shortened()),
        "words_mib": int(size),
        "load": round(os.getloadavg()[0], 1),
    }
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    for text in PLANS:
        query = " & ".join(f"'{word}':*" for word in fold(text).split())
        with connection.cursor() as cursor:
            cursor.execute(
                "explain (analyze, costs off, timing off) " + _FIND.format(table=words),
                {"query": query, "compared": [], "first": FIRST, "below": "~", "enough": 1500, "looked_at": 300},
            )
            lines = [line.strip() for (line,) in cursor.fetchall()]
        nodes = [line.removeprefix("->").strip() for line in lines if "Scan" in line]
        sys.stdout.write(f"  {text}: {'; '.join(nodes)}; {lines[-1]}\n")


if __name__ == "__main__":
    main()
    os._exit(0)
