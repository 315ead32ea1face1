"""Streams and signs of life. Views: events, health."""

from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kit.front import events_header
from office.documents.models import Document
from office.organisation.requests import OfficeRequest, open_to_all

MOST_DOCUMENTS = 50
LONGEST_AGE_S = 60.0


def _own_topics(request: OfficeRequest) -> set[str]:
    posts = {f"post-{post_id}" for post_id in request.acting.post_ids}
    return {f"agency-{request.actor.agency_id}", *posts}


def _age(request: OfficeRequest) -> float:
    """Return how many seconds ago the page was asked for, as the page says: what happened since, it has not heard."""
    try:
        return min(max(float(request.GET.get("age", "")), 0.0), LONGEST_AGE_S)
    except ValueError:
        return 0.0


def _documents(topics: list[str], agency_id: int) -> set[str]:
    """Return those of the document topics whose document belongs to the agency."""
    refs: dict[UUID, str] = {}
    for topic in topics:
        try:
            refs[UUID(topic.removeprefix("document-"))] = topic
        except ValueError:
            continue
    if not refs:
        return set()
    found = Document.objects.of(agency_id).filter(ref__in=list(refs)[:MOST_DOCUMENTS]).values_list("ref", flat=True)
    return {refs[ref] for ref in found}


@never_cache
@require_GET
def events(request: OfficeRequest) -> HttpResponse:
    """Become a stream of the wakes that this person may hear: agency, own posts, documents of the agency.

    The front does the streaming; a program served without it answers 204, and pages ask from time to time instead.
    """
    asked = [topic for topic in request.GET.get("topics", "").split(",") if topic]
    own = _own_topics(request)
    wanted = (own & set(asked)) if asked else own
    wanted |= _documents([topic for topic in asked if topic.startswith("document-")], request.actor.agency_id)
    response = HttpResponse(status=204)
    if wanted:
        header, value = events_header(sorted(wanted), _age(request))
        response[header] = value
    return response


@open_to_all
@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers and files can be kept; for supervisors and load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    folder = settings.ENV.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    return JsonResponse({"ok": True, "program": "office"})
