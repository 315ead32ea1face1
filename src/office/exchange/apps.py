from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "office.exchange"
    label = "office_exchange"
