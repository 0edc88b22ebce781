#!/bin/bash
# Run once, by the PostgreSQL image, on an empty data volume: the two roles and their passwords.
# The owner's migrations make the tables; the application may only do what they grant it.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
create role casebound_owner login password :'owner_password';
create role casebound_app login password :'app_password';
create database casebound owner casebound_owner;
revoke connect on database casebound from public;
grant connect on database casebound to casebound_app;
SQL
