from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "office.registers"
    label = "office_registers"
