#!/usr/bin/env bash
# Known vulnerabilities in what is deployed, and in what operators run: the command line, the console, cdk, the tests.
# Exit code 1 where some are known. Not every registry answers audits: then it says so and goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
found=0

# audit WHAT [npm's options]
audit() {
  local what=$1 answer code=0
  shift
  answer=$(npm audit --json "$@" 2>/dev/null) || code=$?
  if ! grep -q '"auditReportVersion"' <<<"$answer"; then
    echo "NOT CHECKED: the registry does not answer audits, so nothing is known of vulnerabilities in $what."
  elif [ "$code" = 0 ]; then
    echo "npm audit knows no vulnerability in $what."
  else
    echo "npm audit knows vulnerabilities in $what:"
    npm audit "$@" || true
    found=1
  fi
}

audit 'what is deployed' --omit=dev
audit 'what operators run, the above included'
exit "$found"
