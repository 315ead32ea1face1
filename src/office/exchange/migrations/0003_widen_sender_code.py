from django.db import migrations, models


class Migration(migrations.Migration):
    """Partners write longer codes and numbers than the law allows; columns only widen. Additive; safe at noon."""

    dependencies = [
        ("office_exchange", "0002_row_security"),
    ]

    operations = [
        migrations.AlterField(
            model_name="inpacket",
            name="sender_code",
            field=models.CharField(blank=True, max_length=100),
        ),
    ]
