// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.kind.SecretField;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import dev.plinth.core.telemetry.metric.certificate.PemCertificates;
import dev.plinth.core.telemetry.metric.constraint.HostAndPort;
import dev.plinth.core.telemetry.metric.constraint.SeriesLabels;
import dev.plinth.core.telemetry.metric.token.TokenGuard;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is asked from outside, how often, and what is expected. Exactly one of {@code http}, {@code tcp} and {@code dns}. */
@ProbeRules
public record ProbeSpec(
        @JsonPropertyDescription("Seconds from one time to the next; 60 if absent") @Nullable @Min(1) @Max(3_600)
        Integer intervalSeconds,

        @JsonPropertyDescription(
                "Seconds in which all of it must be done, not more than the interval; 10 if absent, or the interval if that is less")
        @Nullable
        @Min(1)
        @Max(3_600)
        Integer timeoutSeconds,

        @JsonPropertyDescription("Labels that all series get, beside job (the name of this resource), instance and env")
        @Nullable
        @Size(max = 30)
        @SeriesLabels(reserved = {"job", "instance", "env", "phase", "version"})
        Map<String, String> labels,

        @JsonPropertyDescription("A request over HTTP/1.1, and what the answer must be") @Nullable @Valid
        Http http,

        @JsonPropertyDescription("A connection, and what comes over it") @Nullable @Valid
        Tcp tcp,

        @JsonPropertyDescription("A question to a DNS server, and what the answers must be") @Nullable @Valid
        Dns dns) {
    /** The kind's name. */
    public static final String KIND = "Probe";

    private static final int INTERVAL = 60;
    private static final int TIMEOUT = 10;

    /** A request and its answer. */
    public record Http(
            @JsonPropertyDescription("An http or https URL, without user, password and fragment") @Size(max = 2_000)
            String url,

            @JsonPropertyDescription("GET if absent")
            @Nullable
            @Pattern(
                    regexp = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",
                    message = "one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
            String method,

            @JsonPropertyDescription("Headers by name; what the request itself needs is set") @Nullable @Size(max = 50)
            Map<String, String> headers,

            @JsonPropertyDescription("What is sent, in UTF-8, with POST, PUT or PATCH") @Nullable @Size(max = 65_536)
            String body,

            @JsonPropertyDescription(
                    "The secret in this environment whose value is sent as a bearer token; none if absent")
            @Nullable
            @Size(min = 1, max = 253)
            String bearerTokenSecretRef,

            @JsonPropertyDescription("Statuses that are right, as 200, or classes of them, as 2xx; 2xx if absent")
            @Nullable
            @Size(min = 1, max = 50)
            List<
                            @NotNull
                            @Pattern(
                                    regexp = "[1-5]xx|[1-5][0-9]{2}",
                                    message = "a status, as 200, or a class of them, as 2xx")
                            String>
                    statuses,

            @JsonPropertyDescription("A pattern, as java.util.regex has them, that must be found in the body")
            @Nullable
            @Size(min = 1, max = 1_000)
            @JavaPattern
            String bodyMatches,

            @JsonPropertyDescription("A pattern, as java.util.regex has them, that must not be found in the body")
            @Nullable
            @Size(min = 1, max = 1_000)
            @JavaPattern
            String bodyMatchesNot,

            @JsonPropertyDescription(
                    "Whether redirects are followed, 10 at most, and with a token to the same host only; true if absent")
            @Nullable
            Boolean followRedirects,

            @JsonPropertyDescription("Whether any certificate is taken; false if absent") @Nullable
            Boolean insecureSkipVerify,

            @JsonPropertyDescription(
                    "Certificates in PEM of the authorities that are trusted, instead of those of the Java runtime")
            @Nullable
            @Size(min = 1, max = 100_000)
            @PemCertificates
            String caCertificate,

            @Nullable @SecretField String bearerToken) {
        String methodOrDefault() {
            return method == null ? "GET" : method;
        }

        Map<String, String> headersOrNone() {
            return headers == null ? Map.of() : headers;
        }

        List<String> statusesOrDefault() {
            return statuses == null ? List.of("2xx") : statuses;
        }

        boolean follows() {
            return !Boolean.FALSE.equals(followRedirects);
        }

        Trust trust() {
            return new Trust(Boolean.TRUE.equals(insecureSkipVerify), caCertificate, null);
        }
    }

    /** A connection. */
    public record Tcp(
            @JsonPropertyDescription("A host and a port, as db.example.com:5432 or [::1]:5432") @HostAndPort
            String address,

            @JsonPropertyDescription("Whether TLS begins as soon as it is connected; false if absent") @Nullable
            Boolean tls,

            @JsonPropertyDescription("With tls: the name that the certificate must be for; the host if absent")
            @Nullable
            @Pattern(
                    regexp = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?",
                    message = "the name of a host, as db.example.com")
            String serverName,

            @JsonPropertyDescription("With tls: whether any certificate is taken; false if absent") @Nullable
            Boolean insecureSkipVerify,

            @JsonPropertyDescription(
                    "With tls: certificates in PEM of the authorities that are trusted, instead of those of the Java runtime")
            @Nullable
            @Size(min = 1, max = 100_000)
            @PemCertificates
            String caCertificate,

            @JsonPropertyDescription(
                    "A pattern, as java.util.regex has them, that must be found in the first line that comes")
            @Nullable
            @Size(min = 1, max = 1_000)
            @JavaPattern
            String expect,

            @JsonPropertyDescription(
                    "A line that is sent: after the expected one has come, or at once when none is expected")
            @Nullable
            @Pattern(regexp = "[^\r\n]{0,1000}(\r?\n)?", message = "one line, of at most 1000 characters")
            String send) {
        boolean isTls() {
            return Boolean.TRUE.equals(tls);
        }

        Trust trust() {
            return new Trust(Boolean.TRUE.equals(insecureSkipVerify), caCertificate, serverName);
        }
    }

    /** A question. */
    public record Dns(
            @JsonPropertyDescription("The whole name that is asked for, as shop.example.com")
            @Size(max = 253)
            @Pattern(
                    regexp =
                            "([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?",
                    message = "a name, as shop.example.com")
            String name,

            @JsonPropertyDescription("A, AAAA, CNAME, MX, TXT, NS, SOA or SRV; A if absent")
            @Nullable
            @Pattern(
                    regexp = "A|AAAA|CNAME|MX|TXT|NS|SOA|SRV",
                    message = "one of A, AAAA, CNAME, MX, TXT, NS, SOA, SRV")
            String type,

            @JsonPropertyDescription(
                    "The server that is asked, as 10.0.0.2:53; the first that the system uses if absent")
            @Nullable
            @HostAndPort
            String server,

            @JsonPropertyDescription(
                    "udp, which goes on over TCP when an answer is too long for it, or tcp; udp if absent")
            @Nullable
            @Pattern(regexp = "udp|tcp", message = "udp or tcp")
            String transport,

            @JsonPropertyDescription(
                    "Patterns, as java.util.regex has them, each of which must match the whole of some answer, as dig +short shows it; if"
                            + " absent there must be one answer at least")
            @Nullable
            @Size(min = 1, max = 50)
            List<@NotNull @Size(min = 1, max = 1_000) @JavaPattern String> answers) {
        String typeOrDefault() {
            return type == null ? "A" : type;
        }

        boolean isTcp() {
            return "tcp".equals(transport);
        }

        List<String> answersOrNone() {
            return answers == null ? List.of() : answers;
        }
    }

    /** The kind; it points to the secret that it uses. */
    public static Kind<ProbeSpec> kind() {
        return Kind.of(
                        KIND,
                        Scope.ENV,
                        "What is asked from outside, as its users would: over HTTP, TCP, TLS or DNS",
                        ProbeSpec.class)
                .withReferences((spec, env) -> {
                    ResourceKey secret = spec.token(env);
                    return secret == null ? List.of() : List.of(secret);
                });
    }

    /** Who declares a probe with a secret decides where it is sent. */
    public static TokenGuard guard(Access access) {
        return new TokenGuard(access, KIND, "/http/bearerTokenSecretRef");
    }

    int interval() {
        return intervalSeconds == null ? INTERVAL : intervalSeconds;
    }

    Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds == null ? Math.min(TIMEOUT, interval()) : timeoutSeconds);
    }

    Map<String, String> labelsOrNone() {
        return labels == null ? Map.of() : labels;
    }

    /** The secret that is sent; null when none is. */
    @Nullable
    ResourceKey token(String env) {
        return http == null || http.bearerTokenSecretRef == null
                ? null
                : new ResourceKey(SecretVault.KIND, env, http.bearerTokenSecretRef);
    }

    /** What is asked: a URL, an address, or a name. */
    String instance() {
        if (http != null) {
            return http.url;
        }
        return tcp == null ? Objects.requireNonNull(dns).name : tcp.address;
    }
}
