#!/usr/bin/env bash
# The workflows, by actionlint. It is a Go program, so it runs where it is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v actionlint >/dev/null; then
  echo 'actionlint is not installed: the workflows were not linted (go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7).'
  exit 0
fi
actionlint .github/workflows/*.yml infra/pipeline/*.yml
echo 'actionlint found nothing in the workflows.'
