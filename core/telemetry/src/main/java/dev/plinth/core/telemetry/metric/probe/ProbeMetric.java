// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.timeseries.Metadata;
import org.jspecify.annotations.Nullable;

/** What is measured, as blackbox_exporter names it. All are gauges. */
enum ProbeMetric {
    SUCCESS("probe_success", "Whether the probe was a success"),
    DURATION("probe_duration_seconds", "How long the probe took, in seconds"),
    DNS_LOOKUP("probe_dns_lookup_time_seconds", "How long it took to look up the host, in seconds"),
    IP_PROTOCOL("probe_ip_protocol", "Whether it was asked over IP 4 or IP 6; 0 when it was not found"),
    HTTP_STATUS("probe_http_status_code", "Status of the last answer; 0 when there was none"),
    HTTP_DURATION("probe_http_duration_seconds", "How long the request took by phase, over all redirects", "phase"),
    HTTP_CONTENT_LENGTH("probe_http_content_length", "Length of the body as the answer says it; -1 when it does not"),
    HTTP_BODY_LENGTH("probe_http_uncompressed_body_length", "Length of the body, uncompressed, in bytes"),
    HTTP_REDIRECTS("probe_http_redirects", "How many redirects were followed"),
    HTTP_VERSION("probe_http_version", "The version of HTTP of the last answer"),
    HTTP_SSL("probe_http_ssl", "Whether the last answer came over TLS"),
    FAILED_DUE_TO_REGEX("probe_failed_due_to_regex", "Whether the probe failed because of a pattern"),
    SSL_EARLIEST_EXPIRY(
            "probe_ssl_earliest_cert_expiry",
            "When the first of the certificates that were shown expires, in seconds since 1970"),
    SSL_CHAIN_EXPIRY(
            "probe_ssl_last_chain_expiry_timestamp_seconds",
            "When the chain of certificates that was verified expires, in seconds since 1970"),
    TLS_VERSION("probe_tls_version_info", "The version of TLS", "version"),
    DNS_ANSWERS("probe_dns_answer_rrs", "How many records the answer has"),
    DNS_SUCCEEDED("probe_dns_query_succeeded", "Whether the DNS server has answered at all");

    private final String text;
    private final String help;
    private final @Nullable String label;

    ProbeMetric(String text, String help) {
        this(text, help, null);
    }

    ProbeMetric(String text, String help, @Nullable String label) {
        this.text = text;
        this.help = help;
        this.label = label;
    }

    String text() {
        return text;
    }

    /** The label by which it has several series; null when it has one. */
    @Nullable
    String label() {
        return label;
    }

    Metadata metadata() {
        return new Metadata(text, Metadata.Type.GAUGE, help, "");
    }
}
