from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "office.audit"
    label = "office_audit"
