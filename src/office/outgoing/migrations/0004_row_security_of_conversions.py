"""The second wall on the two tables that came with uploads. Additive; safe at noon."""

from django.db import migrations

from kit.tenancy import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("office_outgoing", "0003_keep_the_taken_number")]

    operations = [RowSecurity("Conversion"), RowSecurity("PlacementMemory")]
