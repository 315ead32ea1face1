from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "axis.evidence"
    label = "axis_evidence"
