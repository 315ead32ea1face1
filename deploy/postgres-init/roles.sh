#!/bin/sh
# Hai tài khoản không có quyền superuser, BYPASSRLS; mật khẩu đổi bằng "alter role … password …" rồi ghi vào secrets/*-database-url.
set -eu
for name in axis office; do
    psql -v ON_ERROR_STOP=1 -U postgres <<SQL
create role congvan_$name login nosuperuser nobypassrls;
create database congvan_$name owner congvan_$name;
SQL
done
