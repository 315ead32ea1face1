import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_documents", "0001_initial"),
        ("office_organisation", "0001_initial"),
        ("office_outgoing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("axis_url", models.CharField(max_length=200, unique=True)),
                ("last_answer_at", models.DateTimeField(null=True)),
                ("last_packet_at", models.DateTimeField(null=True)),
                ("down_since", models.DateTimeField(null=True)),
                ("down_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "đường nối Trục",
            },
        ),
        migrations.CreateModel(
            name="InPacket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivery_ref", models.CharField(max_length=64)),
                ("transfer_id", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=8)),
                ("sender_code", models.CharField(blank=True, max_length=35)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "Đã ghi nhận"),
                            ("unreadable", "Không đọc được"),
                            ("unknown", "Không rõ văn bản"),
                        ],
                        max_length=10,
                    ),
                ),
                ("error_code", models.CharField(blank=True, max_length=20)),
                ("error_text", models.CharField(blank=True, max_length=500)),
                ("fetched_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "gói tin đến",
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at__isnull", True)),
                        fields=["id"],
                        name="packet_to_acknowledge",
                    ),
                    models.Index(fields=["agency", "state", "-id"], name="packet_in_of_agency"),
                ],
                "constraints": [models.UniqueConstraint(fields=("agency", "delivery_ref"), name="packet_in_once")],
            },
        ),
        migrations.CreateModel(
            name="OutPacket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("urgency", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Đang chờ gửi"),
                            ("accepted", "Trục đã nhận"),
                            ("refused", "Trục không nhận"),
                            ("dead", "Chưa gửi được"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("transfer_id", models.CharField(blank=True, max_length=64)),
                ("receipt", models.TextField(blank=True)),
                ("error_code", models.CharField(blank=True, max_length=20)),
                ("error_text", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "dispatch",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packet",
                        to="office_outgoing.dispatch",
                    ),
                ),
                (
                    "owed_status",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packet",
                        to="office_documents.owedstatus",
                    ),
                ),
            ],
            options={
                "verbose_name": "gói tin đi",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["-urgency", "next_try_at"],
                        name="packet_to_send",
                    ),
                    models.Index(fields=["agency", "state", "-id"], name="packet_of_agency"),
                ],
            },
        ),
    ]
