from django.urls import path

from office.files.views import opening

app_name = "files"
urlpatterns = [
    path("<uuid:file_ref>", opening.open_file, name="content"),
    path("<uuid:file_ref>/<str:name>", opening.open_file, name="open"),
]
