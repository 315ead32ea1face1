from django.db import migrations, models


class Migration(migrations.Migration):
    """Partners write longer codes and numbers than the law allows; columns only widen. Additive; safe at noon."""

    dependencies = [
        ("office_documents", "0004_indexes_of_lists"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="issuer_code",
            field=models.CharField(blank=True, max_length=100, verbose_name="mã cơ quan ban hành"),
        ),
        migrations.AlterField(
            model_name="document",
            name="number",
            field=models.CharField(blank=True, max_length=60, verbose_name="số"),
        ),
        migrations.AlterField(
            model_name="document",
            name="signer_competence",
            field=models.CharField(blank=True, max_length=150, verbose_name="thẩm quyền ký"),
        ),
        migrations.AlterField(
            model_name="document",
            name="signer_position",
            field=models.CharField(blank=True, max_length=150, verbose_name="chức vụ người ký"),
        ),
        migrations.AlterField(
            model_name="documentlink",
            name="wire_agency_code",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="documentlink",
            name="wire_document_code",
            field=models.CharField(blank=True, max_length=121),
        ),
    ]
