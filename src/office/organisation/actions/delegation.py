"""Lend the duties of a post for some days, and take them back. Doors: delegate, revoke."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kit import clock
from kit.access import allow
from kit.actor import Actor
from kit.errors import NotFoundHere
from kit.wake import wake
from office.audit import actions as audit
from office.organisation.errors import DelegationDates, DelegationOver, DelegationOverlaps, DelegationToSelf
from office.organisation.models import Delegation, Post
from office.organisation.people import valid_on
from office.organisation.permissions import RULES


# The directory has no row-level security, so its rows are asked for with their agency in plain sight.
def _locked_post(ref: UUID | str, agency_id: int) -> Post:
    post = Post.objects.filter(agency_id=agency_id, ref=ref).select_for_update(of=("self",)).first()
    if post is None:
        raise NotFoundHere(what=Post._meta.verbose_name)
    return post


def _locked_delegation(ref: UUID | str, agency_id: int) -> Delegation:
    rows = Delegation.objects.filter(agency_id=agency_id, ref=ref).select_related("from_post")
    delegation = rows.select_for_update(of=("self",)).first()
    if delegation is None:
        raise NotFoundHere(what=Delegation._meta.verbose_name)
    return delegation


@transaction.atomic
def delegate(
    *,
    from_post_ref: UUID | str,
    to_post_ref: UUID | str,
    valid_from: date,
    valid_to: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Delegation:
    """Let ``to_post`` do the duties of ``from_post`` from the first day through the last, and return the delegation.

    It lends work in the system, not the pen: who signs in which capacity is the signing authority
    (NĐ 30/2020/NĐ-CP Điều 13). Raises: NotPermitted, DelegationDates, DelegationToSelf, DelegationOverlaps.
    """
    giver = _locked_post(from_post_ref, actor.agency_id)
    actor = allow(actor, RULES, "delegate", giver)
    today = clock.today(now)
    if valid_to < valid_from or valid_to < today:
        raise DelegationDates()
    taker = Post.objects.filter(valid_on(today), agency_id=actor.agency_id, ref=to_post_ref).first()
    if taker is None or taker.person_id == giver.person_id:
        raise DelegationToSelf()
    rows = Delegation.objects.filter(agency_id=actor.agency_id, from_post=giver, revoked_at=None)
    other = rows.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).select_related("to_post__person").first()
    if other is not None:
        raise DelegationOverlaps(post=str(giver), other=str(other.to_post))
    delegation = Delegation.objects.create(
        agency_id=actor.agency_id,
        from_post=giver,
        to_post=taker,
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    audit.record(
        "organisation.delegated",
        actor=actor,
        at=now,
        subject_ref=delegation.ref,
        from_post=giver.pk,
        to_post=taker.pk,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    wake(f"post-{giver.pk}")
    wake(f"post-{taker.pk}")
    return delegation


@transaction.atomic
def revoke(*, delegation_ref: UUID | str, actor: Actor, now: datetime) -> Delegation:
    """End the delegation at once and return it; what was done meanwhile stands. Raises: NotPermitted, DelegationOver."""
    delegation = _locked_delegation(delegation_ref, actor.agency_id)
    actor = allow(actor, RULES, "revoke", delegation.from_post)
    if delegation.revoked_at is not None or delegation.valid_to < clock.today(now):
        raise DelegationOver()
    delegation.revoked_at = now
    delegation.save(update_fields=["revoked_at"])
    audit.record("organisation.delegation_revoked", actor=actor, at=now, subject_ref=delegation.ref)
    wake(f"post-{delegation.from_post_id}")
    wake(f"post-{delegation.to_post_id}")
    return delegation
