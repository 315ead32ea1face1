import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the operator of an axis above tells everybody is told on. Additive."""

    dependencies = [("axis_peering", "0003_index_links")]
    operations = [
        migrations.CreateModel(
            name="UpperNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=36)),
                ("origin", models.CharField(max_length=200)),
                ("text", models.CharField(max_length=1000)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "upstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="axis_peering.upstream"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("upstream", "ref"), name="axis_one_upper_notice_each")],
            },
        ),
    ]
