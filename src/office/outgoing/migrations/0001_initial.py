# fmt: off
import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_documents", "0001_initial"),
        ("office_files", "0001_initial"),
        ("office_organisation", "0001_initial"),
        ("office_registers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("operation", models.CharField(max_length=8)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("urgency", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
            ],
            options={
                "verbose_name": "lượt gửi",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=35)),
                ("name", models.CharField(max_length=300)),
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
                        max_length=10,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("state_reason", models.CharField(blank=True, max_length=500)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "status",
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
                ("status_at", models.DateTimeField(null=True)),
                ("status_text", models.CharField(blank=True, max_length=500)),
                ("status_staff", models.CharField(blank=True, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="office_outgoing.dispatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "nơi nhận của lượt gửi",
            },
        ),
        migrations.CreateModel(
            name="OutgoingDocument",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="outgoing",
                        serialize=False,
                        to="office_documents.document",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("unit_review", "Chờ trưởng đơn vị ký nháy"),
                            ("leader_review", "Chờ lãnh đạo ký"),
                            ("to_number", "Chờ văn thư cấp số"),
                            ("issuing", "Đang đóng dấu và phát hành"),
                            ("issued", "Đã phát hành"),
                            ("recalled", "Đã thu hồi"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="draft",
                        max_length=14,
                    ),
                ),
                ("made_from", models.CharField(default="upload", max_length=8)),
                ("content", models.JSONField(default=dict)),
                ("placement", models.JSONField(default=dict)),
                ("held_since", models.DateTimeField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("recall_reason", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="office_documents.document",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.signingauthority",
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
                    "drafter",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.post"),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.unit",
                    ),
                ),
                (
                    "unit_head",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản đi",
            },
        ),
        migrations.CreateModel(
            name="DraftVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_files.file"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="office_outgoing.outgoingdocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiên bản dự thảo",
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="dispatch",
            name="outgoing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="office_outgoing.outgoingdocument",
            ),
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=35)),
                ("name", models.CharField(max_length=300)),
                ("on_paper", models.BooleanField(default=False)),
                ("paper_reason", models.CharField(blank=True, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receivers",
                        to="office_outgoing.outgoingdocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "nơi nhận",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="RouteStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("draft", "Soạn thảo"),
                            ("initial", "Ký nháy"),
                            ("sign", "Ký số"),
                            ("issue", "Cấp số, phát hành"),
                        ],
                        max_length=8,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("returned", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="office_outgoing.outgoingdocument",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "bước trình ký",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2)),
                ("at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
                ("text", models.CharField(blank=True, max_length=500)),
                ("staff", models.CharField(blank=True, max_length=300)),
                ("transfer_id", models.CharField(max_length=64)),
                (
                    "agency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statuses",
                        to="office_outgoing.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name": "trạng thái nơi nhận báo",
                "ordering": ["at", "id"],
                "constraints": [models.UniqueConstraint(fields=("delivery", "transfer_id"), name="status_heard_once")],
            },
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["agency", "-dispatch", "state"], name="delivery_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("dispatch", "code"), name="delivery_once"),
        ),
        migrations.AddIndex(
            model_name="outgoingdocument",
            index=models.Index(fields=["agency", "state", "-document"], name="outgoing_by_state"),
        ),
        migrations.AddIndex(
            model_name="outgoingdocument",
            index=models.Index(fields=["agency", "held_by", "held_since"], name="outgoing_held"),
        ),
        migrations.AddConstraint(
            model_name="draftversion",
            constraint=models.UniqueConstraint(fields=("outgoing", "number"), name="version_once"),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(condition=models.Q(("taken_at__isnull", True)), fields=["-urgency", "id"], name="to_send"),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.UniqueConstraint(fields=("outgoing", "code"), name="receiver_once"),
        ),
    ]
