#!/usr/bin/env bash
# Runs the core cases of the Autobahn test suite against websocket-echo, and fails unless every one of them is passed.
#
#   scripts/autobahn.sh [path of websocket-echo]      default: .build/debug/websocket-echo
#
# The suite runs on CPython 2.7 only, which is looked for in $PYTHON27, in pyenv and in $PATH. Its virtualenv is made
# once, in .build/autobahn. The cases and the pins are test vectors: $WEB_TERMINAL_VECTORS, else ../shared/vectors.
# What is missing on this machine is a reason to skip the step, loudly, but not where CI=true.
set -euo pipefail
cd "$(dirname "$0")/.."

echo_server=$(realpath -m "${1:-.build/debug/websocket-echo}")
vectors=$(realpath -m "${WEB_TERMINAL_VECTORS:-../shared/vectors}")/autobahn
work=$PWD/.build/autobahn
run_seconds_limit=600

skip() {
    echo "autobahn: SKIPPED: $1" >&2
    [[ ${CI:-} == true ]] && exit 1
    exit 0
}

fail() {
    echo "autobahn: $1" >&2
    exit 1
}

find_python27() {
    local candidate
    for candidate in "${PYTHON27:-}" "$(pyenv root 2>/dev/null)"/versions/2.7*/bin/python2.7 \
        "$HOME"/.pyenv/versions/2.7*/bin/python2.7 "$(command -v python2.7)"; do
        if [[ -n $candidate ]] && "$candidate" -c 'import platform, sys
sys.exit(platform.python_implementation() != "CPython" or sys.version_info[:2] != (2, 7))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

python27=$(find_python27)
[[ -n $python27 ]] || skip "there is no CPython 2.7 on this machine (pyenv install 2.7.18, or set PYTHON27)"
[[ -f $vectors/core.json ]] || skip "the cases are not there: $vectors/core.json"
[[ -x $echo_server ]] || fail "$echo_server is not built (swift build --product websocket-echo)"
python3 Tests/autobahn/test_check_report.py 2>"$(mkdir -p "$work" && echo "$work/reader.log")" ||
    { cat "$work/reader.log" >&2; fail "the reader of the report does not work"; }

# The virtualenv is good for as long as the pins and the interpreter are the same.
stamp=$({ echo "$python27"; cat "$vectors/requirements-py27.txt"; } | sha256sum)
if [[ $(cat "$work/stamp" 2>/dev/null) != "$stamp" ]]; then
    echo "autobahn: installing the suite into .build/autobahn (once)"
    rm -rf "$work/tool" "$work/venv" "$work/stamp"
    # Not through the python3 of pyenv: after each pip it takes a lock, which one that was killed leaves behind.
    python3=$(python3 -c 'import sys; print(sys.executable)')
    "$python3" -m pip install -q --disable-pip-version-check --target "$work/tool" virtualenv==20.21.1
    PYTHONPATH=$work/tool "$python3" -m virtualenv -q -p "$python27" "$work/venv"
    "$work/venv/bin/pip" --disable-pip-version-check install -q -r "$vectors/requirements-py27.txt" 2>"$work/pip.log" ||
        { cat "$work/pip.log" >&2; fail "the suite could not be installed"; }
    echo "$stamp" >"$work/stamp"
fi

# No report of an earlier run may be taken for this one's.
run=$work/run
rm -rf "$run"
mkdir -p "$run"

"$echo_server" 0 >"$run/port" &
echo_pid=$!
trap 'kill "$echo_pid" 2>/dev/null || true' EXIT
until [[ -s $run/port ]]; do
    kill -0 "$echo_pid" 2>/dev/null || fail "websocket-echo ended before it was listening"
    sleep 0.05
done

python3 - "$vectors/core.json" "$(cat "$run/port")" >"$run/core.json" <<'PYTHON'
import json, sys
spec = json.load(open(sys.argv[1]))
spec["outdir"] = "./reports"
spec["servers"] = [{"agent": "web-terminal", "url": "ws://127.0.0.1:%s/echo" % sys.argv[2]}]
json.dump(spec, sys.stdout)
PYTHON

started=$SECONDS
cd "$run"
PYTHONUNBUFFERED=1 timeout "$run_seconds_limit" "$work/venv/bin/wstest" -m fuzzingclient -s core.json 2>&1 |
    tee "$run/wstest.log" |
    awk '/Running test case ID/ { if (++n % 50 == 0) { print "autobahn: " n " cases run"; fflush() } }' ||
    { tail -n 20 "$run/wstest.log" >&2; fail "wstest failed or took more than $run_seconds_limit s"; }
kill -0 "$echo_pid" 2>/dev/null || fail "websocket-echo died during the run"

cd "$OLDPWD"
python3 Tests/autobahn/check_report.py "$run/reports/index.json"
echo "autobahn: done in $((SECONDS - started)) s"
