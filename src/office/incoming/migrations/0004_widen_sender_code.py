from django.db import migrations, models


class Migration(migrations.Migration):
    """Partners write longer codes and numbers than the law allows; columns only widen. Additive; safe at noon."""

    dependencies = [
        ("office_incoming", "0003_who_answered_a_change"),
    ]

    operations = [
        migrations.AlterField(
            model_name="incomingdocument",
            name="sender_code",
            field=models.CharField(blank=True, max_length=100),
        ),
    ]
