from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "office.organisation"
    label = "office_organisation"
