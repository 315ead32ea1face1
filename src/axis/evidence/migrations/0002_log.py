"""The log of evidence: entries by year (reached only through the parent table), subtrees, heads, what waits. Additive."""

from django.db import migrations, models

FIRST_YEAR, LAST_YEAR = 2016, 2035

CREATE = """
CREATE TABLE axis_evidence_leaf (
    index bigint NOT NULL,
    at timestamptz NOT NULL,
    kind varchar(16) NOT NULL,
    transfer_ref uuid NOT NULL,
    text text NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (index, at)
) PARTITION BY RANGE (at);
CREATE INDEX axis_leaf_of_transfer ON axis_evidence_leaf (transfer_ref);
"""
PARTITIONS = "".join(
    f"CREATE TABLE axis_evidence_leaf_{year} PARTITION OF axis_evidence_leaf "
    f"FOR VALUES FROM ('{year}-01-01 00:00+07') TO ('{year + 1}-01-01 00:00+07');\n"
    for year in range(FIRST_YEAR, LAST_YEAR + 1)
)
REST = "CREATE TABLE axis_evidence_leaf_rest PARTITION OF axis_evidence_leaf DEFAULT;\n"


class Migration(migrations.Migration):
    dependencies = [("axis_evidence", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(CREATE + PARTITIONS + REST, "DROP TABLE axis_evidence_leaf"),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Leaf",
                    fields=[
                        ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("kind", models.CharField(max_length=16)),
                        ("transfer_ref", models.UUIDField()),
                        ("text", models.TextField()),
                        ("hash", models.BinaryField()),
                    ],
                ),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("transfer_ref", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Subtree",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "position", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("jws", models.TextField()),
                ("token", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("token", None)), fields=["size"], name="axis_head_unstamped")
                ],
            },
        ),
    ]
