from django.db import migrations


class Migration(migrations.Migration):
    """The directory is read whole once more: it says who is on the axis."""

    dependencies = [
        ("office_exchange", "0007_packet_resent_at"),
        ("office_organisation", "0004_agency_on_axis"),
    ]

    operations = [
        migrations.RunSQL("update office_exchange_line set directory_version = 0", migrations.RunSQL.noop),
    ]
