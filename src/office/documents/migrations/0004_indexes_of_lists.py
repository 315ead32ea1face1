from django.db import migrations, models


class Migration(migrations.Migration):
    """Each list of incoming documents has its index. Additive."""

    dependencies = [
        ("office_documents", "0003_stage_and_statuses_once"),
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("direction", "incoming")),
                fields=["agency", "stage", "-id"],
                name="incoming_by_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("direction", "incoming"), ("stage__in", ["01", "03", "04", "05"])),
                fields=["agency", "stage", "due_on"],
                name="incoming_open_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("direction", "incoming")),
                fields=["agency", "issuer_name", "-id"],
                name="incoming_by_issuer",
            ),
        ),
    ]
