import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                (
                    "scan_state",
                    models.CharField(
                        choices=[
                            ("unscanned", "đang chờ quét"),
                            ("clean", "đã quét, an toàn"),
                            ("infected", "bị chặn: có mã độc"),
                            ("unscannable", "chưa quét được"),
                        ],
                        default="unscanned",
                        max_length=12,
                    ),
                ),
                ("scan_detail", models.CharField(blank=True, max_length=200)),
                ("scanned_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "nội dung tệp",
                "indexes": [
                    models.Index(
                        condition=models.Q(("scan_state", "unscanned")), fields=["created_at"], name="blob_to_scan"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=255, verbose_name="tên tệp")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="office_files.blob"
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp",
            },
        ),
    ]
