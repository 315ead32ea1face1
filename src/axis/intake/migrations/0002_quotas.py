"""How much one system may send. Additive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis_directory", "0001_initial"), ("axis_intake", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Quota",
            fields=[
                (
                    "system",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="quota",
                        serialize=False,
                        to="axis_directory.system",
                    ),
                ),
                ("per_minute", models.IntegerField(null=True)),
                ("waiting_mib", models.IntegerField(null=True)),
                ("waiting_bytes", models.BigIntegerField(db_default=0, default=0)),
                ("measured_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
