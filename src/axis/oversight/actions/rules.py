"""An operator changes what is watched and who is told. Doors: change_rule."""

from datetime import datetime

from django.db import transaction

from axis.oversight.errors import ThresholdUnfit
from axis.oversight.events import Operator, record
from axis.oversight.models import AlertRule
from axis.oversight.telling import check_webhook


@transaction.atomic
def change_rule(
    *,
    kind: str,
    threshold: float,
    mails: str,
    webhook: str,
    enabled: bool,
    allowed: tuple[str, ...],
    operator: Operator,
    now: datetime,
) -> None:
    """Set the rule of one kind. Raises: ThresholdUnfit, WebhookRefused (its host is not among ``allowed``)."""
    if threshold < 0:
        raise ThresholdUnfit
    if webhook:
        check_webhook(webhook, allowed)
    values = {"threshold": threshold, "mails": mails[:500], "webhook": webhook[:300], "enabled": enabled}
    AlertRule.objects.update_or_create(kind=kind, defaults=values)
    record("alert.rule", operator=operator, now=now, subject=kind, **values)
