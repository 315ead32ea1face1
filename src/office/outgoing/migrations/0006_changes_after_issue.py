import django.db.models.deletion
from django.db import migrations, models

import kit.refs
from kit.tenancy import RowSecurity


class Migration(migrations.Migration):
    """What a sender does to an issued document, and what each receiver answers. Additive; safe at noon."""

    dependencies = [
        ("office_documents", "0006_editions_and_answers_without_document"),
        ("office_files", "0002_row_security"),
        ("office_organisation", "0002_widen_agency_codes"),
        ("office_outgoing", "0005_widen_receiver_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="outgoingdocument",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Đang soạn"),
                    ("unit_review", "Chờ trưởng đơn vị ký nháy"),
                    ("leader_review", "Chờ lãnh đạo ký"),
                    ("to_number", "Chờ văn thư cấp số"),
                    ("issuing", "Đang đóng dấu và phát hành"),
                    ("issued", "Đã phát hành"),
                    ("recalled", "Đã thu hồi"),
                    ("replaced", "Đã được thay thế"),
                    ("cancelled", "Đã hủy"),
                ],
                default="draft",
                max_length=14,
            ),
        ),
        migrations.CreateModel(
            name="IssuedChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recall", "Thu hồi"),
                            ("retrieve", "Yêu cầu lấy lại"),
                            ("update", "Cập nhật"),
                            ("replace", "Thay thế"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Chờ lãnh đạo duyệt"),
                            ("sent", "Đã gửi nơi nhận"),
                            ("turned_down", "Không duyệt"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="proposed",
                        max_length=11,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("facts", models.JSONField(default=dict)),
                ("added", models.JSONField(default=list)),
                ("removed", models.JSONField(default=list)),
                ("asked", models.JSONField(default=list)),
                ("by_status", models.JSONField(default=list)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_text", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_documents.edition",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_files.file"
                    ),
                ),
                (
                    "new_outgoing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces_by",
                        to="office_outgoing.outgoingdocument",
                    ),
                ),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="office_outgoing.outgoingdocument",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "thay đổi văn bản đã phát hành",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ChangeAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recall", "Thu hồi"),
                            ("retrieve", "Yêu cầu lấy lại"),
                            ("update", "Cập nhật"),
                            ("replace", "Thay thế"),
                        ],
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "Đã đến"),
                            ("02", "Từ chối tiếp nhận"),
                            ("03", "Đã tiếp nhận"),
                            ("04", "Đã phân công"),
                            ("05", "Đang xử lý"),
                            ("06", "Đã hoàn thành"),
                            ("13", "Yêu cầu lấy lại"),
                            ("15", "Đã thu hồi"),
                            ("16", "Không đồng ý lấy lại"),
                        ],
                        max_length=2,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_text", models.CharField(blank=True, max_length=500)),
                ("answer_staff", models.CharField(blank=True, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_outgoing.dispatch"
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="office_outgoing.issuedchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị với nơi nhận",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="dispatch",
            name="change",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="office_outgoing.issuedchange",
            ),
        ),
        migrations.AddIndex(
            model_name="issuedchange",
            index=models.Index(fields=["agency", "state", "-id"], name="issued_change_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="issuedchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("outgoing",), name="one_change_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="changeask",
            index=models.Index(fields=["agency", "code", "-id"], name="ask_of_receiver"),
        ),
        migrations.AddConstraint(
            model_name="changeask",
            constraint=models.UniqueConstraint(fields=("change", "code"), name="asked_once_per_change"),
        ),
        RowSecurity("IssuedChange"),
        RowSecurity("ChangeAsk"),
    ]
