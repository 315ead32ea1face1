from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists read how far a document is; a status 01 to 06 is owed once. Additive; safe at noon."""

    dependencies = [
        ("office_documents", "0002_row_security"),
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="stage",
            field=models.CharField(
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
                verbose_name="giai đoạn",
            ),
        ),
        migrations.AddConstraint(
            model_name="owedstatus",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code__in", ["01", "02", "03", "04", "05", "06"])),
                fields=("document", "code"),
                name="status_owed_once",
            ),
        ),
    ]
