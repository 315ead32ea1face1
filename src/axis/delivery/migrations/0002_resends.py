"""Operators' resends, and indexes of what is open by its age and of what was closed when. Additive."""

import django.db.models.deletion
from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("submitted", "chưa lấy"),
    ("delivered", "đã trao"),
    ("taken", "đã lấy"),
    ("failed", "lỗi ở bên nhận"),
]


class Migration(migrations.Migration):
    dependencies = [("axis_delivery", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Resend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("note", models.CharField(default="", max_length=300)),
                ("state", models.CharField(choices=STATES, max_length=12)),
                ("submitted_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(default="", max_length=500)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resends",
                        to="axis_delivery.delivery",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["submitted_at", "id"], name="axis_open", condition=Q(closed_at=None)),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=BrinIndex(fields=["closed_at"], name="axis_closed", autosummarize=True, pages_per_range=32),
        ),
    ]
