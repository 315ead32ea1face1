import django.db.models.deletion
from django.db import migrations, models

from kit.tenancy import RowSecurity


class Migration(migrations.Migration):
    """A sender's request may come before its document, and may bring files. Additive; safe at noon."""

    dependencies = [
        ("office_documents", "0006_editions_and_answers_without_document"),
        ("office_files", "0002_row_security"),
        ("office_incoming", "0004_widen_sender_code"),
        ("office_organisation", "0002_widen_agency_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeFile",
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
            ],
            options={
                "verbose_name": "tệp của đề nghị",
                "ordering": ["position", "id"],
            },
        ),
        migrations.AddField(
            model_name="changerequest",
            name="edition",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_documents.edition"
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="facts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="new_document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacing_requests",
                to="office_documents.document",
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="receivers",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="sender_code",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="wire",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="changerequest",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="change_requests",
                to="office_documents.document",
            ),
        ),
        migrations.AlterField(
            model_name="changerequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("held", "Chờ văn bản đến"),
                    ("pending", "Chờ trả lời"),
                    ("agreed", "Đã đồng ý"),
                    ("declined", "Không đồng ý"),
                ],
                default="pending",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="incomingdocument",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Chờ tiếp nhận"),
                    ("registered", "Đã vào sổ"),
                    ("refused", "Đã từ chối"),
                    ("recalled", "Đã thu hồi"),
                    ("replaced", "Đã được thay thế"),
                ],
                default="received",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(condition=models.Q(("state", "held")), fields=["agency", "id"], name="change_held"),
        ),
        migrations.AddField(
            model_name="changefile",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
            ),
        ),
        migrations.AddField(
            model_name="changefile",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="change_files",
                to="office_incoming.changerequest",
            ),
        ),
        migrations.AddField(
            model_name="changefile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_files.file"
            ),
        ),
        RowSecurity("ChangeFile"),
    ]
