"""How far the log of evidence has all transfers. Additive; older transfers are logged by the worker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis_tracking", "0001_initial"), ("axis_evidence", "0002_log")]

    operations = [
        migrations.CreateModel(
            name="Settled",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("floor", models.BigIntegerField(default=0)),
                ("candidate", models.BigIntegerField(default=0)),
                ("barrier", models.BigIntegerField(default=0)),
            ],
        ),
    ]
