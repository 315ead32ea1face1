"""A small Django site behind the front, for tests. Its processes read DATABASE_URL and SITE_FOLDER."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from kit.database import database_settings
from kit.front import FrontLimits, events_header, file_header, make_front, wait_header
from kit.wake import wake

FOLDER = Path(os.environ["SITE_FOLDER"])
BIG = FOLDER / "Tài liệu" / "big.bin"


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from note")
        (count,) = cursor.fetchone()
    return HttpResponse(f"Có {count} dòng")


def upload(request: HttpRequest) -> JsonResponse:
    body = request.environ["front.body"]
    spooled = body.path
    return JsonResponse(
        {
            "read": len(request.body),
            "size": body.size,
            "sha256": body.sha256,
            "spooled": spooled.stat().st_size,
            "path": str(spooled),
        }
    )


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST["name"] + "/" + request.FILES["file"].read().decode())


def named_file(request: HttpRequest) -> HttpResponse:
    name, value = file_header(BIG)
    return HttpResponse(headers={name: value, "Content-Type": "application/pdf", "ETag": '"one"'})


def opened_file(request: HttpRequest) -> FileResponse:
    return FileResponse(BIG.open("rb"))


def pieces(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(b"x" * 1000 for _ in range(1000))


def memory_file(request: HttpRequest) -> FileResponse:
    return FileResponse(BytesIO(b"in memory"))


def inbox(request: HttpRequest, name: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select text from note where name = %s order by id", [name])
        found = [text for (text,) in cursor.fetchall()]
    headers = {} if found else dict([wait_header([f"inbox.{name}"], float(request.GET.get("wait", "60")))])
    return JsonResponse({"found": found, "waited": "front.waited" in request.environ}, headers=headers)


def events(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        headers=dict([events_header(request.GET["topics"].split(","), float(request.GET.get("age", "0")))])
    )


@transaction.atomic
def note(request: HttpRequest, name: str) -> HttpResponse:
    text = request.body.decode()
    with connection.cursor() as cursor:
        cursor.execute("insert into note (name, text) values (%s, %s)", [name, text])
    wake(f"inbox.{name}", text)
    if "page" in request.GET:
        wake(request.GET["page"])
    if "undo" in request.GET:
        transaction.set_rollback(True)
    return HttpResponse(status=204)


def slow_thread(request: HttpRequest) -> HttpResponse:
    time.sleep(0.2)
    return HttpResponse(str(os.getpid()))


def packets(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The short path: no middleware, no URL table."""
    start_response("201 Created", [("Content-Type", "application/json")])
    return [json.dumps({"sha256": environ["front.body"].sha256, "read": len(environ["wsgi.input"].read())}).encode()]


def failing(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    raise ZeroDivisionError


urlpatterns = [
    path("", page),
    path("upload", upload),
    path("form", form),
    path("named-file", named_file),
    path("opened-file", opened_file),
    path("pieces", pieces),
    path("memory-file", memory_file),
    path("inbox/<name>", inbox),
    path("note/<name>", note),
    path("events", events),
    path("slow", slow_thread),
]


def front() -> Any:
    """Make the site: what granian calls in each worker."""
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": database_settings(os.environ["DATABASE_URL"], pool={"min_size": 1, "max_size": 2})},
        ROOT_URLCONF=__name__,
        SECRET_KEY="only for tests",
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    )
    limits = FrontLimits(
        spool_dir=FOLDER / "spool",
        body_max_bytes=4 << 20,
        body_max_by_prefix={"/small": 1000},
        heartbeat_s=0.5,
        body_idle_s=float(os.environ.get("BODY_IDLE_S", "60")),
    )
    return make_front(
        get_wsgi_application(),
        database_url=os.environ["DATABASE_URL"],
        limits=limits,
        short_paths={("POST", "/v1/packets"): packets, ("GET", "/v1/failing"): failing},
        static={"/static/": FOLDER / "static"},
    )
