from django.urls import URLPattern

app_name = "handling"
urlpatterns: list[URLPattern] = []
