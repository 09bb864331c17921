import PrometheusExporter
import Testing

struct NegotiationTests {
    private static let openMetrics = [
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/openmetrics-text;version=\"1.0.0\"",
        "Application/OpenMetrics-Text; Version=1.0.0",
        // Prometheus 2 and 3.
        """
        application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
        text/plain;version=0.0.4;q=0.5,*/*;q=0.1
        """,
        """
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
        application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
        text/plain;version=0.0.4;q=0.3,*/*;q=0.2
        """,
        "application/openmetrics-text, */*",
        "text/plain;q=0.2, application/openmetrics-text;q=0.3",
        "text/plain;q=0, */*",
        "application/*;q=0.9, text/*;q=0.8",
        "application/openmetrics-text\t;\tq=1.000",
    ]

    private static let text = [
        "", "*/*", "text/plain", "text/*", "application/json", "text/plain; version=0.0.4",
        // A browser.
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "application/openmetrics-text;version=2.0.0",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0, */*",
        "application/openmetrics-text;q=0.3, text/plain;q=0.5",
        // Alike, and alike in exactness.
        "application/openmetrics-text, text/plain",
        "text/plain;version=0.0.4, application/openmetrics-text",
        // What is no range counts for nothing.
        "application/openmetrics-text;q=2", "application/openmetrics-text;q=nan", "/", "///", ";;;,,,",
        "application/openmetrics-text/x", "application /openmetrics-text",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
    ]

    @Test(arguments: openMetrics) func wantsOpenMetrics(_ accept: String) {
        #expect(ExpositionFormat(accept: accept) == .openMetrics)
    }

    @Test(arguments: text) func wantsText(_ accept: String) {
        #expect(ExpositionFormat(accept: accept) == .prometheusText)
    }

    @Test func nobodySays() {
        #expect(ExpositionFormat(accept: nil) == .prometheusText)
        #expect(ExpositionFormat.prometheusText.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            ExpositionFormat.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }

    /// A header of a stranger costs no more than its length.
    @Test func manyRanges() {
        let flood = String(repeating: "text/html;q=0.1,", count: 5000)
        #expect(ExpositionFormat(accept: flood + "application/openmetrics-text") == .prometheusText)
    }
}
