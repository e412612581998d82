#!/usr/bin/env bash
# CloudFormation's own linter over the synthesised templates. It is a Python tool, so it runs where it is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v cfn-lint >/dev/null; then
  echo 'cfn-lint is not installed: the templates were not linted (pip install cfn-lint).'
  exit 0
fi
cfn-lint cdk.out/*.template.json
echo 'cfn-lint found nothing in the templates.'
