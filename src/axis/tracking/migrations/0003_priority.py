"""The urgency that a packet states, for the level of service. Additive; earlier packets count as ordinary."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis_tracking", "0002_settled")]

    operations = [
        migrations.AddField("transfer", "priority", models.SmallIntegerField(default=0, db_default=0)),
    ]
