"""Paper documents entered by hand (Đăng ký bản giấy)."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit import clock
from kit.access import allow, refusal
from office.documents.answers import done
from office.incoming import actions
from office.incoming.errors import AlreadyInTheBook, FieldsMissing, ScanMissing
from office.incoming.forms import PaperForm
from office.incoming.permissions import RULES
from office.organisation.requests import OfficeRequest

FIELDS_OF = {"INC-002": "duplicate_reason", "INC-005": "subject", "INC-006": "scan"}


@require_http_methods(["GET", "POST"])
def enter(request: OfficeRequest) -> HttpResponse:
    """Show the form, or register what it says and go to the new document."""
    allow(request.actor, RULES, "enter_paper", request.actor)
    form = PaperForm(request.POST or None, request.FILES or None, agency_id=request.actor.agency_id)
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, form)
        except (AlreadyInTheBook, FieldsMissing, ScanMissing) as error:
            form.add_error(FIELDS_OF[error.code], error.text())
    context = {"form": form, "why_not": refusal(request.actor, RULES, "enter_paper", request.actor)}
    return render(request, "incoming/paper.html", context, status=422 if form.is_bound else 200)


def _entered(request: OfficeRequest, form: PaperForm) -> HttpResponse:
    now, actor, book = clock.now(), request.actor, form.chosen_book()
    if form.is_secret:
        row = actions.enter_secret(facts=form.facts(None), book=book, actor=actor, now=now)
    else:
        upload = form.cleaned_data["scan"]
        path = Path(upload.temporary_file_path()) if upload else None
        row = actions.enter_paper(
            facts=form.facts(path),
            book=book,
            present_to=form.chosen_leader(),
            duplicate_reason=form.cleaned_data["duplicate_reason"],
            actor=actor,
            now=now,
        )
    url = reverse("incoming:document", kwargs={"document_ref": row.document.ref})
    return done(request, url, _("Đã vào sổ, số đến %(number)s.") % {"number": row.arrival_number})
