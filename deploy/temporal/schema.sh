#!/bin/sh
# Bring Temporal's two databases to this release's schema; may be repeated.
# Connection: SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD.
set -eu

bring() {
    database=$1 schema=$2
    sql() { temporal-sql --plugin postgres12 --db "$database" "$@"; }
    sql create-database
    sql setup-schema -v 0.0  # leaves a schema that is further on as it is
    sql update-schema --schema-name "$schema"
}

bring temporal postgresql/v12/temporal
bring temporal_visibility postgresql/v12/visibility
