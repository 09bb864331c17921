#!/usr/bin/env bash
# A session from its beginning to its end, with curl and jq.
#
#   WEB_TERMINAL_URL    such as http://127.0.0.1:8080
#   WEB_TERMINAL_TOKEN  of the identity service; for trying: web-terminal token --user alice
set -euo pipefail
api="$WEB_TERMINAL_URL/api/v1"
json='Content-Type: application/json'

call() { curl --fail-with-body -sS -H "Authorization: Bearer $WEB_TERMINAL_TOKEN" "$@"; }

# A shell on a new terminal, which people can look at while this goes on.
id=$(call -H "$json" -d '{"name": "example", "labels": {"ci": "7"}}' "$api/sessions" | jq -r .id)
trap 'call -X DELETE "$api/sessions/$id"' EXIT
echo "session $id"

# A command is typed at the prompt, and answered when it has ended: how, and with what it printed.
run() { jq -n --arg command "$1" '{$command}' | call -H "$json" -d @- "$api/sessions/$id/commands"; }
run 'echo compiling; sh -c "exit 3"' |
    jq -r '"command \(.id) ended with \(.exit_code) after \(.duration_ms) ms and printed: \(.output.text)"'

# It is the same shell each time: what one command does to it, the next one finds.
run 'mkdir -p build; cd build; export STAGE=test' >/dev/null
# shellcheck disable=SC2016 # That is for the shell over there.
run 'echo "$STAGE in ${PWD##*/}"' | jq -r .output.text

# What takes long is answered at once, and asked for until it has ended. However often this is sent, it is typed once.
long='{"command": "sleep 1; echo finished", "idempotency_key": "deploy-42"}'
command=$(call -H "$json" -H 'Prefer: respond-async' -d "$long" "$api/sessions/$id/commands" | jq .id)
until answer=$(call "$api/sessions/$id/commands/$command?wait_seconds=20") && jq -e '.timed_out | not' <<<"$answer" >/dev/null; do
    echo "still running"
done
jq -r .output.text <<<"$answer"

# Files go in and out. They are gone when the session is.
printf 'name,size\na,1\nb,2\n' | call -T - "$api/sessions/$id/files?path=build/table.csv" | jq -r '"\(.path) \(.bytes) \(.sha256)"'
run "tail -n +2 table.csv | cut -d, -f1 >names" >/dev/null
call "$api/sessions/$id/files/download?path=build/names"

# The screen, as somebody would see it who looked at it now.
call "$api/sessions/$id/screen?format=text" | grep -F 'tail -n +2'

# What has been run, what of it failed, and all of it on one page for people.
call "$api/sessions/$id/history?status=failed" | jq -r '.commands[] | "failed: \(.command) (\(.exit_code))"'
call "$api/sessions/$id/summary?format=markdown"
