"""Addresses of the dialect: the operation's name after any prefix."""

from django.urls import path

from axis.vxp.views import operate

urlpatterns = [path("<str:name>", operate)]
