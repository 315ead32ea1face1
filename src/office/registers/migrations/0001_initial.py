import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import kit.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office_organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=kit.refs.uuid7, editable=False, unique=True)),
                (
                    "direction",
                    models.CharField(choices=[("incoming", "Văn bản đến"), ("outgoing", "Văn bản đi")], max_length=8),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên sổ")),
                (
                    "document_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), blank=True, default=list, size=None
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "sổ văn bản",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counters", to="office_registers.book"
                    ),
                ),
            ],
            options={
                "verbose_name": "bộ đếm số",
            },
        ),
        migrations.CreateModel(
            name="TakenNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("suffix", models.CharField(blank=True, max_length=4)),
                ("document_ref", models.UUIDField()),
                ("taken_at", models.DateTimeField()),
                ("voided_at", models.DateTimeField(null=True)),
                ("void_reason", models.CharField(blank=True, max_length=500)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office_organisation.agency"
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="office_registers.book"
                    ),
                ),
            ],
            options={
                "verbose_name": "số đã cấp",
            },
        ),
        migrations.AddIndex(
            model_name="book",
            index=models.Index(fields=["agency", "direction", "position"], name="book_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(fields=("book", "year"), name="counter_per_book_and_year"),
        ),
        migrations.AddConstraint(
            model_name="takennumber",
            constraint=models.UniqueConstraint(fields=("book", "year", "number", "suffix"), name="number_given_once"),
        ),
    ]
