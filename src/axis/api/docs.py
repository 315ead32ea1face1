"""The API document as a page, made from the OpenAPI schema. Doors: docs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from axis import env
from axis.api.v1 import api


def docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    calls = [_call(path, method, spec) for path, methods in schema["paths"].items() for method, spec in methods.items()]
    return render(request, "axis_api/docs.html", {"schema": schema, "calls": calls, "title": env.ENV.axis_title})


def _call(path: str, method: str, spec: dict[str, Any]) -> dict[str, Any]:
    answers = spec.get("responses", {})
    return {
        "method": method.upper(),
        "path": path,
        "summary": spec.get("summary", ""),
        "text": spec.get("description", ""),
        "parameters": [_parameter(one) for one in spec.get("parameters", [])],
        "good": [str(status) for status in answers if int(status) < 400],
        "signed": spec.get("summary") != "Khóa công khai của trục",
    }


def _parameter(one: dict[str, Any]) -> tuple[str, str]:
    return one["name"], one.get("description") or one.get("schema", {}).get("description") or one["in"]
