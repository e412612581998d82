#!/usr/bin/env bash
# Builds AWS's emulator of Lambda into this folder, and checks that its code is the one that $1 pins.
set -euo pipefail
read -r module version sum < "$1"
GOBIN="$PWD" go install "$module/cmd/aws-lambda-rie@$version"
if ! go version -m aws-lambda-rie | grep -qF "$sum"; then
  rm aws-lambda-rie
  echo "error: the code of $version is not the one that was looked at"
  exit 1
fi
