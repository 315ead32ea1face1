import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_files", "0001_initial"),
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                (
                    "direction",
                    models.CharField(choices=[("incoming", "Văn bản đến"), ("outgoing", "Văn bản đi")], max_length=8),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("axis", "Qua Trục"), ("paper", "Bản giấy"), ("own", "Soạn tại cơ quan")], max_length=5
                    ),
                ),
                ("document_id", models.CharField(blank=True, max_length=200, verbose_name="mã định danh văn bản")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="số")),
                ("notation", models.CharField(blank=True, max_length=60, verbose_name="ký hiệu")),
                ("issued_on", models.DateField(null=True, verbose_name="ngày ban hành")),
                ("type_code", models.CharField(blank=True, max_length=8)),
                ("type_name", models.CharField(default="Công văn", max_length=100, verbose_name="loại văn bản")),
                ("subject", models.CharField(max_length=1000, verbose_name="trích yếu")),
                ("issuer_code", models.CharField(blank=True, max_length=35)),
                ("issuer_name", models.CharField(max_length=300, verbose_name="cơ quan ban hành")),
                ("signer_name", models.CharField(blank=True, max_length=100, verbose_name="người ký")),
                ("signer_position", models.CharField(blank=True, max_length=150)),
                ("signer_competence", models.CharField(blank=True, max_length=150)),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="địa danh")),
                (
                    "security",
                    models.CharField(
                        choices=[
                            ("ordinary", "Thường"),
                            ("confidential", "Mật"),
                            ("secret", "Tối mật"),
                            ("top_secret", "Tuyệt mật"),
                        ],
                        default="ordinary",
                        max_length=12,
                        verbose_name="độ mật",
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Thường"),
                            (1, "Khẩn"),
                            (2, "Thượng khẩn"),
                            (3, "Hỏa tốc"),
                            (4, "Hỏa tốc hẹn giờ"),
                        ],
                        default=0,
                        verbose_name="độ khẩn",
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="hạn xử lý")),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), default=list, size=None
                    ),
                ),
                ("page_count", models.PositiveIntegerField(null=True)),
                (
                    "legal_value",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "Thay thế bản giấy"),
                            ("not_yet", "Chưa kiểm tra được đầy đủ"),
                            ("reference_only", "Chỉ để tham khảo"),
                        ],
                        max_length=16,
                    ),
                ),
                ("search_text", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản",
            },
        ),
        migrations.CreateModel(
            name="DocumentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("main", "Văn bản chính"), ("appendix", "Phụ lục")], max_length=8)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                        related_name="document_files",
                        to="office_documents.document",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_files.file"
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp của văn bản",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="DocumentLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("replies_to", "Trả lời"), ("replaces", "Thay thế"), ("related", "Liên quan")],
                        max_length=12,
                    ),
                ),
                ("wire_agency_code", models.CharField(blank=True, max_length=35)),
                ("wire_document_code", models.CharField(blank=True, max_length=120)),
                ("wire_document_id", models.CharField(blank=True, max_length=200)),
                ("wire_issued_on", models.DateField(null=True)),
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
                        related_name="links",
                        to="office_documents.document",
                    ),
                ),
                (
                    "to_document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked_from",
                        to="office_documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "liên kết văn bản",
            },
        ),
        migrations.CreateModel(
            name="Opened",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
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
                        related_name="openings",
                        to="office_documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt mở",
            },
        ),
        migrations.CreateModel(
            name="OwedStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
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
                ("description", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("staff_name", models.CharField(blank=True, max_length=100)),
                ("staff_department", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(null=True)),
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
                        related_name="owed_statuses",
                        to="office_documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "trạng thái phải báo",
            },
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["agency", "direction", "-id"], name="document_newest"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["agency", "direction", "number", "notation"], name="document_by_number"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["agency", "document_id"], name="document_by_document_id"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("direction", "outgoing"), models.Q(("document_id", ""), _negated=True)),
                fields=("agency", "document_id"),
                name="document_id_once_per_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentfile",
            constraint=models.UniqueConstraint(fields=("document", "position"), name="file_place_once"),
        ),
        migrations.AddConstraint(
            model_name="opened",
            constraint=models.UniqueConstraint(fields=("document", "person_id"), name="opened_once"),
        ),
        migrations.AddIndex(
            model_name="owedstatus",
            index=models.Index(condition=models.Q(("taken_at__isnull", True)), fields=["id"], name="status_to_take"),
        ),
    ]
