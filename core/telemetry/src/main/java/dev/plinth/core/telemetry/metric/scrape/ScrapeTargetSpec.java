// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.kind.SecretField;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import dev.plinth.core.telemetry.metric.constraint.HostAndPort;
import dev.plinth.core.telemetry.metric.constraint.SeriesLabels;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where metrics are fetched from. Either addresses are listed, or a service is named whose instances are up. */
@ScrapeTargetRules
public record ScrapeTargetSpec(
        @JsonPropertyDescription("Addresses, as node1:9100 or [::1]:9100; absent when a service is named")
        @Nullable
        @Size(min = 1, max = 1_000)
        List<@NotNull @HostAndPort String> targets,

        @JsonPropertyDescription(
                "The service whose instances in this environment are asked; absent when targets are listed")
        @Nullable
        @Pattern(regexp = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", message = "1 to 63 of a-z, 0-9 and '-'")
        String service,

        @JsonPropertyDescription(
                "Path of the metrics, with a query if need be; /metrics if absent, of a service /actuator/prometheus")
        @Nullable
        @Size(max = 1_000)
        @Pattern(regexp = "/[^\\s#]*", message = "a path that begins with /, without spaces and #")
        String path,

        @JsonPropertyDescription("http or https; http if absent")
        @Nullable
        @Pattern(regexp = "https?", message = "http or https")
        String scheme,

        @JsonPropertyDescription("Seconds from one time to the next; 15 if absent") @Nullable @Min(1) @Max(3_600)
        Integer intervalSeconds,

        @JsonPropertyDescription(
                "Seconds in which the whole answer must be there, not more than the interval; 10 if absent, or the interval if that is less")
        @Nullable
        @Min(1)
        @Max(3_600)
        Integer timeoutSeconds,

        @JsonPropertyDescription(
                "Labels that all series get; job is the service or the name of this resource if not given here")
        @Nullable
        @Size(max = 30)
        @SeriesLabels(reserved = {"instance", "env"})
        Map<String, String> labels,

        @JsonPropertyDescription(
                "Whether labels of the answer win over those of the target, but for env; if not, or absent, they are renamed to exported_*")
        @Nullable
        Boolean honorLabels,

        @JsonPropertyDescription("Samples that an answer may have, or all of it is refused; 100000 if absent")
        @Nullable
        @Min(1)
        @Max(1_000_000)
        Integer sampleLimit,

        @JsonPropertyDescription("Kilobytes that an answer may have, uncompressed; 10240 if absent")
        @Nullable
        @Min(1)
        @Max(102_400)
        Integer bodySizeLimitKilobytes,

        @JsonPropertyDescription("The secret in this environment whose value is sent as a bearer token; none if absent")
        @Nullable
        @Size(min = 1, max = 253)
        String bearerTokenSecretRef,

        @Nullable @SecretField String bearerToken) {
    /** The kind's name. */
    public static final String KIND = "ScrapeTarget";

    private static final int INTERVAL = 15;
    private static final int TIMEOUT = 10;
    private static final int SAMPLES = 100_000;
    private static final int KILOBYTES = 10_240;
    private static final int LABELS = 100;

    /** The kind; it points to the secret that it uses. */
    public static Kind<ScrapeTargetSpec> kind() {
        return Kind.of(
                        KIND,
                        Scope.ENV,
                        "Where metrics are fetched from, as Prometheus does: addresses, or the instances of a service",
                        ScrapeTargetSpec.class)
                .withReferences((spec, env) -> spec.bearerTokenSecretRef == null
                        ? List.of()
                        : List.of(new ResourceKey(SecretVault.KIND, env, spec.bearerTokenSecretRef)));
    }

    int interval() {
        return intervalSeconds == null ? INTERVAL : intervalSeconds;
    }

    Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds == null ? Math.min(TIMEOUT, interval()) : timeoutSeconds);
    }

    String schemeOrDefault() {
        return scheme == null ? "http" : scheme;
    }

    String pathOrDefault() {
        if (path != null) {
            return path;
        }
        return service == null ? "/metrics" : "/actuator/prometheus";
    }

    Map<String, String> labelsOrNone() {
        return labels == null ? Map.of() : labels;
    }

    Exposition.Limits limits() {
        return new Exposition.Limits(
                (bodySizeLimitKilobytes == null ? KILOBYTES : bodySizeLimitKilobytes) * 1024,
                sampleLimit == null ? SAMPLES : sampleLimit,
                LABELS);
    }
}
