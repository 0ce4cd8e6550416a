#!/bin/sh
# Writes the hashed requirements from the .in files; run by `make requirements`. No registry address gets in.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || command -v .venv/bin/uv || true)
if [ -z "$uv" ]; then
    echo "没有找到 uv：请先运行 pip install uv，再运行 make requirements。" >&2
    exit 1
fi
for name in requirements requirements-dev; do
    "$uv" pip compile --quiet --generate-hashes --universal --python-version 3.11 \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "$name.txt" "$name.in" "$@"
done
