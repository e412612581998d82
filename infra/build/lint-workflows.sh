#!/usr/bin/env bash
# The workflows, by actionlint. It is a Go program, so it runs where it is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v actionlint >/dev/null; then
  echo 'actionlint is not installed: the workflows were not linted (go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7).'
  exit 0
fi
# What GitHub added to the context `job` in April 2026, its releases up to 1.7.7 do not know.
actionlint -ignore 'property "workflow_(sha|repository)" is not defined in object type' \
  .github/workflows/*.yml infra/pipeline/*.yml
echo 'actionlint found nothing in the workflows.'
