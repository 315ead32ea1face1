"""Importing this readies Django for the office; everything that touches models is imported after it."""

import os
import sys

import django

from kit.errors import SettingsMissing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "office.settings")
try:
    django.setup()
except SettingsMissing as error:
    sys.stderr.write(f"{error.code}: {error.text(os.environ.get('CONGVAN_LANG', 'vi'))}\n")
    sys.exit(3)
