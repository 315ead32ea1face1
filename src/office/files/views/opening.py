"""Hand out the bytes of a file to a member of its agency. Views: open_file."""

from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kit.front import file_header
from office.files.models import File
from office.files.sniffing import INLINE
from office.files.store import path_of, refuse_unusable
from office.organisation.requests import OfficeRequest

FRONT = "front.here"


@require_GET
def open_file(request: OfficeRequest, file_ref: UUID, name: str = "") -> HttpResponseBase:
    """Stream the file; only what a browser can show safely is shown, everything else is saved.

    Raises: NotFoundHere, FileInfected, FileNotScanned.
    """
    rows = File.objects.select_related("blob")
    file: File = rows.by_ref(file_ref, agency_id=request.actor.agency_id)
    refuse_unusable(file)
    shown = file.blob.media_type in INLINE and "tai" not in request.GET
    path = path_of(file)
    response: HttpResponseBase
    if FRONT in request.META:
        response = HttpResponse(content_type=file.blob.media_type)
        header, value = file_header(path)
        response[header] = value
    else:
        response = FileResponse(path.open("rb"), content_type=file.blob.media_type)
    response["Content-Disposition"] = content_disposition_header(not shown, file.name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    response["ETag"] = f'"{file.blob_id}"'
    return response
