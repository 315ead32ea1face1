from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "office.documents"
    label = "office_documents"
