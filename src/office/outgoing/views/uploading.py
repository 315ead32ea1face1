"""Files of a draft: upload a version, move its places, add and remove appendices, go back to the template."""

from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit import clock
from office.documents.answers import done
from office.organisation.requests import OfficeRequest
from office.outgoing import actions
from office.outgoing.errors import NotPdf
from office.outgoing.models import Conversion

MM = 72 / 25.4


def _edit_url(ref: UUID, way: str = "") -> str:
    return reverse("outgoing:edit", kwargs={"document_ref": ref}) + (f"?cach={way}" if way else "")


def _bytes(file: UploadedFile) -> bytes | Path:
    """Return where the upload lies, else its bytes."""
    return Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else file.read()


def _sent(request: OfficeRequest) -> UploadedFile:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise NotPdf(name="", why=_("chưa chọn tệp"))
    return file


@require_POST
def upload(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    file = _sent(request)
    kept = actions.upload_version(
        document_ref=document_ref, name=file.name or "tep.pdf", data=_bytes(file), actor=request.actor, now=clock.now()
    )
    if isinstance(kept, Conversion):
        return done(request, _edit_url(document_ref, "tep"), _("Đang chuyển tệp sang PDF."))
    text = _("Đã nhận bản %(number)s. Hãy xem vị trí số, ngày và chữ ký.") % {"number": kept.number}
    return done(request, _edit_url(document_ref, "tep"), text)


@require_POST
def place(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Move number, date and signature; millimetres from the top left corner."""
    given = {}
    for name, value in request.POST.items():
        if name.endswith(("_x", "_y", "_page")) and isinstance(value, str):
            number = _number(value)
            if number is not None:
                given[name] = number if name.endswith("_page") else number * MM
    actions.place_signatures(document_ref=document_ref, given=given, actor=request.actor, now=clock.now())
    return done(request, _edit_url(document_ref, "tep"), _("Đã đặt vị trí."))


def _number(value: str) -> float | None:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number <= 1200 else None


@require_POST
def attach(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    file = _sent(request)
    actions.attach_appendix(
        document_ref=document_ref, name=file.name or "phu-luc", data=_bytes(file), actor=request.actor, now=clock.now()
    )
    return done(request, _edit_url(document_ref), _("Đã đính kèm %(name)s.") % {"name": file.name})


@require_POST
def detach(request: OfficeRequest, document_ref: UUID, file_ref: UUID) -> HttpResponse:
    actions.remove_appendix(document_ref=document_ref, file_ref=file_ref, actor=request.actor, now=clock.now())
    return done(request, _edit_url(document_ref), _("Đã bỏ phụ lục."))


@require_POST
def use_template(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Write the draft in the template again; the uploaded versions stay."""
    actions.use_template(document_ref=document_ref, actor=request.actor, now=clock.now())
    return done(request, _edit_url(document_ref))
