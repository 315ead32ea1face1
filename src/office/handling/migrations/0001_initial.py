import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_documents", "0001_initial"),
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("decide", "Cho ý kiến"),
                            ("lead", "Chủ trì"),
                            ("coordinate", "Phối hợp"),
                            ("inform", "Để biết"),
                        ],
                        max_length=10,
                    ),
                ),
                ("instruction", models.CharField(blank=True, max_length=2000, verbose_name="ý kiến chỉ đạo")),
                ("proposal", models.JSONField(default=dict)),
                ("due_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ cho ý kiến"),
                            ("assigned", "Đã phân công"),
                            ("in_progress", "Đang xử lý"),
                            ("paused", "Tạm dừng"),
                            ("returned", "Trả lại"),
                            ("done", "Đã hoàn thành"),
                            ("stopped", "Đã dừng"),
                        ],
                        max_length=12,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
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
                        related_name="handlings",
                        to="office_documents.document",
                    ),
                ),
                (
                    "from_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.post"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="office_handling.handling",
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.post",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office_organisation.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc",
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=2000)),
                ("percent", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "handling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="office_handling.handling",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo tiến độ",
            },
        ),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "assigned", "in_progress", "paused", "returned"])),
                fields=["agency", "to_post", "due_on"],
                name="open_of_post",
            ),
        ),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "assigned", "in_progress", "paused", "returned"])),
                fields=["agency", "to_unit", "due_on"],
                name="open_of_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(fields=["agency", "to_post", "-finished_at"], name="done_of_post"),
        ),
        migrations.AddIndex(
            model_name="handling",
            index=models.Index(fields=["document", "id"], name="handlings_of_document"),
        ),
    ]
