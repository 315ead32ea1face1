from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office_exchange", "0006_notices_of_the_axis"),
    ]

    operations = [
        migrations.AddField(
            model_name="outpacket",
            name="resent_at",
            field=models.DateTimeField(null=True),
        ),
    ]
