"""Whether a system is an axis above or below. Additive; what is connected stays a client."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis_directory", "0004_reorganisation")]

    operations = [
        migrations.AddField(
            model_name="system",
            name="kind",
            field=models.CharField(
                choices=[
                    ("client", "hệ thống của cơ quan"),
                    ("lower", "trục cấp dưới"),
                    ("upper", "trục cấp trên"),
                ],
                db_default="client",
                default="client",
                max_length=8,
            ),
        ),
    ]
