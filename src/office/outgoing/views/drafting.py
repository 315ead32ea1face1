"""Write a draft: open it, fill it, see its page as it will be printed, put it forward."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kit import clock
from kit.access import refusal
from kit.screen.parts import Tab
from office.documents.answers import done
from office.documents.facts import LinkKind
from office.documents.models import Document
from office.documents.reads import files_of
from office.organisation.people import (
    authorities_of,
    ended_words,
    find_agencies,
    heads_of,
    heir_of,
    leaders_of,
    posts_of_agency,
    what_became,
)
from office.organisation.requests import OfficeRequest
from office.organisation.roles import Role
from office.outgoing import actions
from office.outgoing.checks import checks_of
from office.outgoing.conversion import available as converter_available
from office.outgoing.forms import DraftForm, NewForm
from office.outgoing.looks import facts_of, stages_of
from office.outgoing.models import OutgoingDocument, Recipient
from office.outgoing.permissions import RULES, own_draft
from office.outgoing.states import State
from office.outgoing.told import banners_before_issue
from office.outgoing.trial import preview_of
from office.outgoing.values import NAMED, NOT_CONNECTED, PAPER_REASONS, ReceiverChoice

PAPER = "giay:"


def _edit_url(ref: UUID) -> str:
    return reverse("outgoing:edit", kwargs={"document_ref": ref})


@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Open an empty draft."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outgoing = actions.create_draft(facts=form.facts(), actor=request.actor, now=clock.now())
        return done(request, _edit_url(outgoing.document.ref))
    why = refusal(request.actor, RULES, "create", None)
    return render(
        request, "outgoing/new.html", {"form": form, "why": why}, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "POST"])
def reply(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Open the answer to a document: asked by GET it says what will be opened, by POST it opens it."""
    answered: Document = Document.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    if request.method == "POST":
        outgoing = actions.reply_to(document_ref=document_ref, actor=request.actor, now=clock.now())
        return done(request, _edit_url(outgoing.document.ref))
    earlier = OutgoingDocument.objects.of(request.actor.agency_id).filter(answers=answered).select_related("document")
    why = refusal(request.actor, RULES, "reply", None)
    return render(
        request, "outgoing/reply.html", {"answered": answered, "earlier": list(earlier.order_by("-pk")[:5]), "why": why}
    )


def _own(request: OfficeRequest, document_ref: UUID) -> OutgoingDocument:
    row: OutgoingDocument = OutgoingDocument.objects.by_ref(document_ref, agency_id=request.actor.agency_id)
    return row


@require_GET
def edit(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    outgoing = _own(request, document_ref)
    if outgoing.state != State.DRAFT or not own_draft(request.actor, outgoing):
        return HttpResponseRedirect(reverse("outgoing:document", kwargs={"document_ref": document_ref}))
    return render(request, "outgoing/edit.html", _context(request, outgoing, _form(outgoing)))


@require_POST
def save(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Keep what is written so far; draws the parts of the page that follow from it."""
    before = _own(request, document_ref)
    shown = before.receivers.count(), _print(before)
    form = _keep(request, document_ref)
    return _saved(request, document_ref, form, shown, kept=not form.errors)


@require_POST
def submit(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Keep what is written, then put the draft forward."""
    if "subject" in request.POST:
        form = _keep(request, document_ref)
        kept = not form.errors
        if not kept or not form.finish():
            return _saved(request, document_ref, form, kept=kept)
    outgoing = actions.submit(document_ref=document_ref, actor=request.actor, now=clock.now())
    name = outgoing.held_by.person.full_name if outgoing.held_by else ""
    url = reverse("outgoing:document", kwargs={"document_ref": document_ref})
    return done(request, url, _("Đã trình %(name)s.") % {"name": name})


def _saved(
    request: OfficeRequest, document_ref: UUID, form: DraftForm, shown: tuple[int, str] = (0, ""), *, kept: bool
) -> HttpResponse:
    """Return the parts of the page that follow from what was written, and what is still wrong with it.

    ``shown``: how many receivers the page has, and which print.
    """
    outgoing = _own(request, document_ref)
    context = _context(request, outgoing, form)
    receivers, printed = shown
    taken = not form.errors and form.paper_receiver() is not None
    # The focus goes on from the receiver that was ticked; who named one on paper is somewhere else by now.
    context["added"] = not taken and not form.errors and len(context["receivers"]) > receivers
    context["redraw"] = _print(outgoing) != printed
    context["saved_at"] = clock.now() if kept else None
    if kept and form.errors:
        context["paper"] = form
    elif taken or ("paper_asked" in request.POST and not form.errors and not form.half_named()):
        context["paper"] = DraftForm(heads=[], signers=[])  # empty fields, and no sentence any more
    return render(request, "outgoing/_saved.html", context, status=422 if form.errors else 200)


def _form(outgoing: OutgoingDocument, data: Any = None) -> DraftForm:
    document, content = outgoing.document, outgoing.content
    today = clock.today(clock.now())
    heads = heads_of(outgoing.unit, today) if outgoing.unit else []
    signers = [*leaders_of(outgoing.agency_id, today), *_unit_heads_with_authority(outgoing)]
    initial = {
        "type_code": document.type_code,
        "notation": document.notation,
        "subject": document.subject,
        "urgency": document.urgency,
        "security": document.security,
        "due_on": document.due_on,
        "unit_head": str(outgoing.unit_head.ref) if outgoing.unit_head else "",
        "signer": str(outgoing.signer.ref) if outgoing.signer else "",
        **content,
    }
    heads = [one for one in heads if one.pk != outgoing.drafter_id]
    return DraftForm(data, initial=initial, heads=heads, signers=list(dict.fromkeys(signers)))


def _unit_heads_with_authority(outgoing: OutgoingDocument) -> list[Any]:
    """Heads of units who may sign this type by order (TL.)."""
    today = clock.today(clock.now())
    return [
        one
        for one in posts_of_agency(outgoing.agency_id, today)
        if Role.UNIT_HEAD in one.roles and authorities_of(one, outgoing.document.type_code, today)
    ]


def _keep(request: OfficeRequest, document_ref: UUID) -> DraftForm:
    outgoing, actor, now = _own(request, document_ref), request.actor, clock.now()
    form = _form(outgoing, request.POST)
    if not form.is_valid():
        return form
    actions.change_facts(document_ref=document_ref, facts=form.facts(), actor=actor, now=now)
    if outgoing.made_from == "template":
        actions.fill_template(document_ref=document_ref, content=form.content(), actor=actor, now=now)
    receivers = [_receiver(value) for value in request.POST.getlist("receiver")]
    added = form.paper_receiver()
    actions.set_receivers(
        document_ref=document_ref, receivers=[*receivers, *([added] if added else [])], actor=actor, now=now
    )
    signer, head = form.post("signer"), form.post("unit_head")
    if (
        (signer and signer.pk) != outgoing.signer_id
        or (head and head.pk) != outgoing.unit_head_id
        or (signer and not outgoing.authority_id)
    ):
        actions.set_route(
            document_ref=document_ref, unit_head=head, signer=signer, authority=None, actor=actor, now=now
        )
    return form


def _receiver(value: str) -> ReceiverChoice:
    if not value.startswith(PAPER):
        return ReceiverChoice(code=value)
    _prefix, reason, name = value.split(":", 2)
    return ReceiverChoice(code="", name=name, on_paper=True, paper_reason=reason)


def _value(one: Recipient) -> str:
    """Return what the form sends back for a receiver: a code of the directory, or a name that gets paper."""
    if one.on_paper and (one.paper_reason != NOT_CONNECTED or one.code.startswith(NAMED)):
        return f"{PAPER}{one.paper_reason}:{one.name}"
    return one.instead_of or one.code


def _context(request: OfficeRequest, outgoing: OutgoingDocument, form: DraftForm) -> dict[str, Any]:
    now, actor = clock.now(), request.actor
    uploaded = outgoing.made_from != "template" or request.GET.get("cach") == "tep"
    checks = checks_of(outgoing, on=clock.today(now))
    files = files_of(outgoing.document)
    ref = outgoing.document.ref
    reasons = dict(PAPER_REASONS)
    ended = ended_words(one.instead_of or one.code for one in outgoing.receivers.all())
    return {
        "outgoing": outgoing,
        "document": outgoing.document,
        "form": form,
        "facts": facts_of(outgoing, actor, now),
        "stages": stages_of(outgoing, actor, now),
        "returned": outgoing.steps.filter(returned=True).order_by("-id").first(),
        "checks": [one for one in checks if not one.holds],
        "checks_hold": sum(one.holds for one in checks),
        "receivers": [
            (one.name, _value(one), one.on_paper,
             reasons.get(one.paper_reason, "") if one.on_paper else one.code, ended.get(one.instead_of or one.code, ""))
            for one in outgoing.receivers.all()
        ],
        "appendices": [one for one in files if one.kind == "appendix"],
        "main": next((one.file for one in files if one.kind == "main"), None),
        "uploaded": uploaded,
        "ways": [
            Tab(_("Soạn theo mẫu"), _edit_url(ref), current=not uploaded),
            Tab(_("Tải tệp lên"), f"{_edit_url(ref)}?cach=tep", current=uploaded),
        ],
        "places": _places(outgoing),
        "word_files": converter_available(),
        "converting": outgoing.conversions.order_by("-id").first(),
        "preview_url": f"{reverse('outgoing:preview', kwargs={'document_ref': ref})}?v={_print(outgoing)}",
        "left_out": banners_before_issue(outgoing),
        **_origin(outgoing),
        "submit_words": _("Trình trưởng đơn vị") if outgoing.unit_head_id else _("Trình lãnh đạo"),
        "topic": f"document-{ref}",
    }  # fmt: skip


def _origin(outgoing: OutgoingDocument) -> dict[str, str]:
    """Return what the draft replaces or forwards, in words for its drafter."""
    link = outgoing.document.links.filter(kind__in=[LinkKind.REPLACES, LinkKind.FORWARDS]).first()
    if link is None:
        return {}
    code = {"code": link.wire_document_code}
    if link.kind == LinkKind.REPLACES:
        more = _("Phát hành xong, văn bản cũ tự đóng và các nơi nhận được báo.")
        return {"origin": _("Dự thảo thay thế %(code)s") % code, "origin_more": more}
    more = _("Tệp gốc gửi kèm nguyên vẹn; hãy chọn nơi nhận.")
    return {"origin": _("Phiếu chuyển %(code)s") % code, "origin_more": more}


def _print(outgoing: OutgoingDocument) -> str:
    """Return a name of what the page would show, so that only a changed page is drawn again."""
    document = outgoing.document
    facts = [document.subject, document.notation, document.type_code, document.urgency, outgoing.signer_id]
    content = json.dumps([facts, outgoing.content, outgoing.placement, outgoing.made_from], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _places(outgoing: OutgoingDocument) -> list[tuple[str, str, int]]:
    """Return label, field and value in millimetres of every place that the drafter may move."""
    placement = outgoing.placement
    if "signature" not in placement:
        return []
    rows = [
        (_("Số, từ trái"), "number_x"), (_("Số, từ trên"), "number_y"),
        (_("Ngày, từ trái"), "day_x"), (_("Ngày, từ trên"), "day_y"),
        (_("Tháng, từ trái"), "month_x"), (_("Tháng, từ trên"), "month_y"),
        (_("Chữ ký, từ trái"), "signature_x"), (_("Chữ ký, từ trên"), "signature_y"),
    ]  # fmt: skip
    found = []
    for label, name in rows:
        part, _sep, axis = name.rpartition("_")
        found.append((label, name, round(placement[part][axis] * 25.4 / 72)))
    return [*found, (_("Chữ ký ở trang"), "signature_page", placement["signature"]["page"])]


@require_GET
def preview(request: OfficeRequest, document_ref: UUID) -> HttpResponse:
    """Return the page as it would be printed now."""
    pdf = preview_of(_own(request, document_ref), actor=request.actor, now=clock.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="du-thao.pdf"'
    return response


@require_GET
def find_receivers(request: OfficeRequest) -> HttpResponse:
    """Return agencies whose name or code holds the words, to be ticked."""
    words = request.GET.get("tim", "").strip()
    found = find_agencies(words, 12, ended=True) if len(words) >= 2 else []
    ended = {one.pk: what_became(one) for one in found if one.valid_to is not None}
    rows = []
    for one in found:
        gets = one if one.pk not in ended else heir_of(one)  # who would receive it
        rows.append((one, ended.get(one.pk, ""), gets is not None, gets is not None and not gets.reachable))
    return render(request, "outgoing/_found.html", {"found": rows, "words": words})
