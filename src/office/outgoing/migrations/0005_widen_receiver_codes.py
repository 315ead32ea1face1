from django.db import migrations, models


class Migration(migrations.Migration):
    """Partners write longer codes and numbers than the law allows; columns only widen. Additive; safe at noon."""

    dependencies = [
        ("office_outgoing", "0004_row_security_of_conversions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="code",
            field=models.CharField(max_length=100),
        ),
        migrations.AlterField(
            model_name="recipient",
            name="code",
            field=models.CharField(max_length=100),
        ),
    ]
