import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_documents", "0001_initial"),
        ("office_files", "0001_initial"),
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency_code", models.CharField(blank=True, max_length=35)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("serial", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=300)),
                ("issuer", models.CharField(max_length=300)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField()),
                ("blocked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="office_organisation.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "chứng thư số",
            },
        ),
        migrations.CreateModel(
            name="FileVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(blank=True, max_length=20)),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("facts", models.JSONField(default=dict)),
                ("legal_value", models.CharField(blank=True, max_length=16)),
                ("checked_at", models.DateTimeField(null=True)),
                ("check_again_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdict", to="office_files.file"
                    ),
                ),
            ],
            options={
                "verbose_name": "kết luận kiểm tra chữ ký",
                "indexes": [models.Index(condition=models.Q(("verdict", "")), fields=["id"], name="verdict_to_make")],
            },
        ),
        migrations.CreateModel(
            name="SigningRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("initials", "ký nháy"),
                            ("person", "ký số cá nhân"),
                            ("number", "ghi số, ngày"),
                            ("seal", "ký số cơ quan"),
                            ("attachment", "ký số phụ lục"),
                            ("copy", "ký số bản sao"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reserved", "Chờ ký"),
                            ("signing", "Đang ký"),
                            ("signed", "Đã ký"),
                            ("failed", "Không ký được"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="reserved",
                        max_length=9,
                    ),
                ),
                ("parameters", models.JSONField(default=dict)),
                ("timestamped", models.BooleanField(default=False)),
                ("error_code", models.CharField(blank=True, max_length=12)),
                ("error_text", models.CharField(blank=True, max_length=500)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
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
                        related_name="signing_requests",
                        to="office_documents.document",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.post"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_files.file"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_files.file"
                    ),
                ),
            ],
            options={
                "verbose_name": "yêu cầu ký",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["reserved", "signing"])),
                        fields=["id"],
                        name="request_to_sign",
                    ),
                    models.Index(fields=["agency", "post", "-id"], name="request_of_post"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["reserved", "signing"])),
                        fields=("document", "source"),
                        name="one_signature_at_a_time",
                    )
                ],
            },
        ),
    ]
