from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office_organisation", "0003_directory_of_the_axis")]

    operations = [
        migrations.AddField(model_name="agency", name="on_axis", field=models.BooleanField(blank=True, null=True)),
    ]
