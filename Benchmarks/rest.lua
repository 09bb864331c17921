-- What wrk asks for, and the line of JSON that it prints in the end. BENCH_TOKEN: who asks. BENCH_BODY: what is posted.
local token, body = os.getenv("BENCH_TOKEN"), os.getenv("BENCH_BODY")

if token ~= "" then
    wrk.headers["Authorization"] = "Bearer " .. token
end
if body ~= "" then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = body
end

function done(summary, latency)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format(
        '{"p50_us": %.17g, "p99_us": %.17g, "max_us": %.17g, "count": %d, "requests_per_s": %.17g, "failed": %d}\n',
        latency:percentile(50), latency:percentile(99), latency.max, summary.requests,
        summary.requests / (summary.duration / 1e6), failed))
end
