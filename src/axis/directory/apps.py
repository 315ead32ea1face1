from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "axis.directory"
    label = "axis_directory"
