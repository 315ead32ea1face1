import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_documents", "0001_initial"),
        ("office_organisation", "0001_initial"),
        ("office_registers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("kind", models.CharField(max_length=8)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Chờ trả lời"), ("agreed", "Đã đồng ý"), ("declined", "Không đồng ý")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("transfer_id", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_text", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="office_documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị của bên gửi",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("transfer_id", ""), _negated=True),
                        fields=("agency", "transfer_id"),
                        name="one_request_per_transfer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingDocument",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="incoming",
                        serialize=False,
                        to="office_documents.document",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Chờ tiếp nhận"),
                            ("registered", "Đã vào sổ"),
                            ("refused", "Đã từ chối"),
                            ("recalled", "Đã thu hồi"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("sender_code", models.CharField(blank=True, max_length=35)),
                ("transfer_id", models.CharField(blank=True, max_length=64)),
                ("delivery_ref", models.CharField(blank=True, max_length=64)),
                ("arrival_year", models.PositiveSmallIntegerField(null=True)),
                ("arrival_number", models.PositiveIntegerField(null=True, verbose_name="số đến")),
                ("registered_at", models.DateTimeField(null=True)),
                (
                    "refusal_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_receiver", "Gửi không đúng nơi nhận"),
                            ("signature", "Chữ ký số không có hoặc không hợp lệ"),
                            ("altered", "Tệp bị thay đổi sau khi ký"),
                            ("missing_file", "Thiếu tệp kèm theo"),
                            ("unreadable", "Tệp không đọc được"),
                            ("malware", "Tệp có mã độc"),
                            ("wrong_form", "Sai thể thức, sai định dạng"),
                            ("duplicate", "Trùng văn bản đã nhận"),
                            ("other", "Lý do khác"),
                        ],
                        max_length=16,
                    ),
                ),
                ("refusal_text", models.CharField(blank=True, max_length=500)),
                ("later_until", models.DateTimeField(null=True)),
                ("wire_facts", models.JSONField(default=dict)),
                ("remarks", models.JSONField(default=list)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_registers.book",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản đến",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "received")),
                        fields=["agency", "received_at"],
                        name="incoming_pending",
                    ),
                    models.Index(fields=["agency", "state", "-document"], name="incoming_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("delivery_ref", ""), _negated=True),
                        fields=("agency", "delivery_ref"),
                        name="one_entry_per_delivery",
                    ),
                    models.UniqueConstraint(
                        fields=("book", "arrival_year", "arrival_number"), name="arrival_number_once"
                    ),
                ],
            },
        ),
    ]
