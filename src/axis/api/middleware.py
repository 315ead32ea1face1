"""Every error under /v1 has one shape, also those that Django makes. Doors: ApiErrors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from axis.api.errors import BodyNotReadable, MethodRefused, NothingHere, Unexpected
from axis.api.wire import error_body
from kit.errors import DomainError


class ApiErrors:
    """Middleware: turns Django's own 400, 404, 405 and 500 under /v1 into the API's JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (request.path + "/").startswith("/v1/") or response.get("Content-Type", "").startswith(
            "application/json"
        ):
            return response
        error = _error(request, response.status_code)
        if error is None:
            return response
        answer = JsonResponse(error_body(error), status=error.http_status, json_dumps_params={"ensure_ascii": False})
        if "Allow" in response:
            answer["Allow"] = response["Allow"]
        return answer


def _error(request: HttpRequest, status: int) -> DomainError | None:
    if status == 405:
        return MethodRefused(method=request.method)
    kinds: dict[int, type[DomainError]] = {400: BodyNotReadable, 404: NothingHere, 500: Unexpected}
    return kinds[status]() if status in kinds else None
