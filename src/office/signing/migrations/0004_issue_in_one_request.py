"""The agency's two signatures of an issue are one request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office_signing", "0003_repeat_checks")]

    operations = [
        migrations.AlterField(
            "signingrequest",
            "purpose",
            models.CharField(
                choices=[
                    ("initials", "ký nháy"),
                    ("person", "ký số cá nhân"),
                    ("issue", "số, ngày và dấu cơ quan"),
                    ("attachment", "ký số phụ lục"),
                    ("copy", "ký số bản sao"),
                ],
                max_length=10,
            ),
        ),
    ]
