"""The second wall between agencies: row-level security on every table of the room. Additive; safe at noon."""

from django.db import migrations

from kit.tenancy import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("office_audit", "0001_initial")]

    operations = [
        RowSecurity("Event"),
        RowSecurity("SealedHead"),
    ]
