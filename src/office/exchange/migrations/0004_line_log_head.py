from django.db import migrations, models


class Migration(migrations.Migration):
    """Heads of the axis' log of evidence. Additive; safe at noon."""

    dependencies = [
        ("office_exchange", "0003_widen_sender_code"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="log_head",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="line",
            name="log_other_head",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="line",
            name="log_doubted_at",
            field=models.DateTimeField(null=True),
        ),
    ]
