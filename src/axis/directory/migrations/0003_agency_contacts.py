"""Agencies that systems register themselves bring contacts; lists tell when an agency changed. Additive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("axis_directory", "0002_nonces_unlogged")]

    operations = [
        migrations.AddField("agency", "changed_at", models.DateTimeField(null=True)),
        migrations.AddField("agency", "mail", models.CharField(default="", max_length=100)),
        migrations.AddField("agency", "mobile", models.CharField(default="", max_length=50)),
        migrations.AddField("agency", "fax", models.CharField(default="", max_length=50)),
    ]
