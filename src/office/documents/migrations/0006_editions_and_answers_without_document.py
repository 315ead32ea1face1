import django.db.models.deletion
from django.db import migrations, models

import kit.refs
from kit.tenancy import RowSecurity


class Migration(migrations.Migration):
    """A former state of a document is kept beside the present one; a status may be owed without a document. Additive; safe at noon."""

    dependencies = [
        ("office_documents", "0005_widen_what_partners_write"),
        ("office_files", "0002_row_security"),
        ("office_organisation", "0002_widen_agency_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="owedstatus",
            name="wire",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="documentfile",
            name="kind",
            field=models.CharField(
                choices=[("main", "Văn bản chính"), ("appendix", "Phụ lục"), ("original", "Văn bản được chuyển tiếp")],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="documentlink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("replies_to", "Trả lời"),
                    ("replaces", "Thay thế"),
                    ("related", "Liên quan"),
                    ("forwards", "Chuyển tiếp"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="owedstatus",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owed_statuses",
                to="office_documents.document",
            ),
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("ended_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                        related_name="editions",
                        to="office_documents.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản trước của văn bản",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="EditionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("main", "Văn bản chính"),
                            ("appendix", "Phụ lục"),
                            ("original", "Văn bản được chuyển tiếp"),
                        ],
                        max_length=8,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_files",
                        to="office_documents.edition",
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
                "verbose_name": "tệp của bản trước",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="edition_once"),
        ),
        RowSecurity("Edition"),
        RowSecurity("EditionFile"),
    ]
