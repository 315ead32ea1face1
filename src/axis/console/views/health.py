"""Is the axis able to accept? For supervisors and load balancers; says nothing a stranger may not know."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
