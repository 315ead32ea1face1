"""What is watched, who is told, what is announced, until when certificates hold, that the worker works. Additive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("axis_oversight", "0001_operator_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, unique=True)),
                ("threshold", models.FloatField()),
                ("enabled", models.BooleanField(default=True)),
                ("mails", models.CharField(default="", max_length=500)),
                ("webhook", models.CharField(default="", max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(unique=True)),
                ("text", models.CharField(max_length=1000)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("made_at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="KeyExpiry",
            fields=[
                ("keyid", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200)),
                ("sentence", models.CharField(max_length=500)),
                ("value", models.FloatField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("end_told_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(default="", max_length=300)),
                ("reached", models.JSONField(default=list)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="axis_oversight.alertrule",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("end_told_at", None)), fields=["id"], name="axis_alert_untold")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("rule", "subject"), name="axis_one_open_alert"
                    )
                ],
            },
        ),
    ]
