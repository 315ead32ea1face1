from django.db import migrations, models


class Migration(migrations.Migration):
    """What the operator of the axis tells everybody, for the people of the office. Additive."""

    dependencies = [("office_exchange", "0005_directory_of_the_axis")]
    operations = [
        migrations.AddField("line", "notices", models.JSONField(default=list, db_default=[])),
    ]
