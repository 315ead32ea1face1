"""Begin and end the trial of a system. Doors: begin_trial, end_trial, SYSTEM, AGENCY."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from axis.directory.actions.connect import NewAgency, connect_system, holder
from axis.directory.models import Agency, System
from axis.simulator.errors import TrialAgencyUnknown
from axis.simulator.models import Trial
from kit.refs import uuid7

SYSTEM, AGENCY = "mo-phong", NewAgency("MO-PHONG", "Cơ quan mô phỏng của Trục, để thử kết nối")


@transaction.atomic
def begin_trial(*, code: str, operator: str, now: datetime) -> Trial:
    """Return a new trial of the agency's system; an earlier one of the same agency ends. Raises: TrialAgencyUnknown."""
    found = holder(code.strip())
    if found is None or found.system is None or found.system.system_id == SYSTEM or found.valid_to is not None:
        raise TrialAgencyUnknown(code=code.strip()[:60])
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not System.objects.filter(system_id=SYSTEM).exists():
        connect_system(system_id=SYSTEM, secret=None, pem=None, agencies=[AGENCY], now=now)
    Trial.objects.filter(agency=agency, ended_at=None).update(ended_at=now)
    return Trial.objects.create(
        ref=uuid7(), system=found.system, agency=agency, begun_at=now.replace(microsecond=0), begun_by=operator
    )


@transaction.atomic
def end_trial(*, ref: UUID, now: datetime) -> None:
    """Send nothing more; what was sent stays in the inbox until its system takes it."""
    Trial.objects.filter(ref=ref, ended_at=None).update(ended_at=now)
