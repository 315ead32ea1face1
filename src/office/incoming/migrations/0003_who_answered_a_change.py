import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The page says who answered the sender's request. Additive; safe at noon."""

    dependencies = [
        ("office_documents", "0003_stage_and_statuses_once"),
        ("office_incoming", "0002_row_security"),
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="changerequest",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="office_organisation.person",
            ),
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(fields=["agency", "state", "id"], name="change_of_agency"),
        ),
    ]
