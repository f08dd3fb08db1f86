#!/bin/sh
# Resolves every group of pyproject.toml into requirements/, for all platforms, with hashes.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
compile() {
  .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-header --output-file "$@"
}
compile requirements/run.txt pyproject.toml
compile requirements/test.txt --constraint requirements/run.txt --group test pyproject.toml
for group in node postgres build maintain; do
  compile "requirements/$group.txt" --group "$group"
done
git --no-pager diff --stat -- requirements
