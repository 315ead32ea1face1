"""Checks of a file that did not come to an end are counted. Additive; safe at noon."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office_signing", "0004_issue_in_one_request")]

    operations = [
        migrations.AddField(
            "fileverdict",
            "attempts",
            models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
