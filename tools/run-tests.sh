#!/usr/bin/env bash
# Runs every test on SQLite, and those of the store and the handlers once more on
# PostgreSQL where there is one. Arguments go to go test.
set -euo pipefail
cd "$(dirname "$0")/.."
go test "$@" ./...
if [ -n "${ONUS_TEST_POSTGRES_URL:-}" ]; then
  echo "once more on PostgreSQL: db, handlers, demo"
  ONUS_TEST_ENGINE=postgres go test "$@" ./db/... ./handlers/... ./demo/...
elif [ "${ONUS_REQUIRE_POSTGRES:-}" = 1 ]; then
  echo "PostgreSQL is required and was not found" >&2
  exit 1
else
  echo "no PostgreSQL here: the store and the handlers ran on SQLite only"
fi
