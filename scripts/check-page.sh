#!/bin/sh
# Checks the page without a browser: types of every module, and the unit tests of the pure ones.
# Needs tsc 4.8 or later (Debian: node-typescript) and node 20 or later.
set -eu
cd "$(dirname "$0")/.."

for tool in tsc node; do
    if ! command -v "$tool" >/dev/null; then
        echo "check-page: $tool is not installed (Debian: apt-get install node-typescript nodejs)" >&2
        exit 1
    fi
done

if [ ! -f .build/page/vendor/xterm.js ]; then
    echo "check-page: there is no xterm.js to test the page with (make page)" >&2
    exit 1
fi

for module in static/*.js static/*/*.js; do
    if ! head -n 1 "$module" | grep -q '^// @ts-check$'; then
        echo "check-page: $module does not begin with // @ts-check" >&2
        exit 1
    fi
done

tsc --project scripts/page-types
node --test Tests/page/*.mjs
