"""The book of operators' acts; a trigger keeps it from being changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

GUARD = """
create function axis_oversight_keep() returns trigger language plpgsql as $$
begin
    raise exception 'operator events are never changed or deleted' using errcode = 'restrict_violation';
end $$;
create trigger axis_oversight_keep before update or delete on axis_oversight_operatorevent
    for each row execute function axis_oversight_keep();
"""
UNGUARD = """
drop trigger axis_oversight_keep on axis_oversight_operatorevent;
drop function axis_oversight_keep();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="OperatorEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(unique=True)),
                ("at", models.DateTimeField(db_index=True)),
                ("by", models.CharField(max_length=150)),
                ("address", models.GenericIPAddressField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(default="", max_length=200)),
                ("facts", models.JSONField()),
                (
                    "operator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=~Q(subject=""), fields=["subject", "id"], name="axis_event_subject")]
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
