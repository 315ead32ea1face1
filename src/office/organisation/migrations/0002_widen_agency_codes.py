from django.db import migrations, models


class Migration(migrations.Migration):
    """Partners write longer codes and numbers than the law allows; columns only widen. Additive; safe at noon."""

    dependencies = [
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agency",
            name="code",
            field=models.CharField(max_length=100, verbose_name="mã định danh"),
        ),
        migrations.AlterField(
            model_name="agency",
            name="code_qcvn102",
            field=models.CharField(blank=True, max_length=100, verbose_name="mã theo QCVN 102"),
        ),
    ]
