from django.db import migrations


class Migration(migrations.Migration):
    """Level, bloc, parent and heir of agencies are told and learned now: everything is told and asked for once more."""

    dependencies = [("axis_peering", "0001_initial")]
    operations = [
        migrations.RunSQL("update axis_peering_announced set version = 0", migrations.RunSQL.noop),
        migrations.RunSQL("update axis_peering_upstream set learned_version = 0", migrations.RunSQL.noop),
    ]
