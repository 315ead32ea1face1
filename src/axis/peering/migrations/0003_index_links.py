from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """How a link stands is read from what went up lately and what was refused, not from all that ever went. Safe at noon."""

    atomic = False
    dependencies = [("axis_peering", "0002_tell_and_learn_again")]
    operations = [
        AddIndexConcurrently("forward", models.Index(fields=["upstream", "accepted_at"], name="axis_forward_lately")),
        AddIndexConcurrently(
            "forward",
            models.Index(
                fields=["upstream", "queued_at"],
                name="axis_forward_given_up",
                condition=models.Q(phase__in=["refused", "dead"]),
            ),
        ),
    ]
