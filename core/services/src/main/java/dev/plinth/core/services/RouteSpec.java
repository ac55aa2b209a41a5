// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A way that requests take through the gateway. The first route that matches is taken: one that names the host before one that does
 * not, then the longer path, then the name.
 */
@RouteTarget
public record RouteSpec(
        @JsonPropertyDescription("Hosts it is for, as shop.example.org; all if absent") @Nullable @Size(max = 50)
        List<
                        @jakarta.validation.constraints.Pattern(
                                regexp = "[a-z0-9]([a-z0-9.-]{0,252})",
                                message = "a host name in lower case, without a port")
                        String>
                hosts,

        @JsonPropertyDescription("Paths that begin so, segment by segment: /shop matches /shop and /shop/films")
        @NotEmpty
        @Size(max = 50)
        List<
                        @jakarta.validation.constraints.Pattern(
                                regexp = "/([A-Za-z0-9._~!$&'()*+,;=:@%-]+(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*)?",
                                message = "a path that begins with / and does not end with one, as /shop")
                        String>
                paths,

        @JsonPropertyDescription("Methods it is for, as GET; all if absent") @Nullable
        List<
                        @jakarta.validation.constraints.Pattern(
                                regexp = "[A-Z]{1,20}",
                                message = "a method in upper case, as GET")
                        String>
                methods,

        @JsonPropertyDescription("The service whose instances of this environment answer; this or url") @Nullable
        String service,

        @JsonPropertyDescription(
                "What answers if it is no registered service, as http://127.0.0.1:3000; this or service")
        @Nullable
        @jakarta.validation.constraints.Pattern(
                regexp = "http://(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(:[0-9]{1,5})?",
                message = "http:// with host and perhaps port, as http://127.0.0.1:3000")
        String url,

        @JsonPropertyDescription("Whether what matched is taken off the path; false if absent") @Nullable
        Boolean stripPrefix,

        @JsonPropertyDescription(
                "Who is let through: none (everybody), token (a bearer token), session (signed-in people); token if absent")
        @Nullable
        RouteAccess access,

        @JsonPropertyDescription("What tokens must be meant for; the service's name, or the route's, if absent")
        @Nullable
        String audience,

        @JsonPropertyDescription("Milliseconds to connect; 2000 if absent") @Nullable @Min(1) @Max(60_000)
        Integer connectTimeoutMillis,

        @JsonPropertyDescription("Milliseconds to the first byte of the answer; 30000 if absent")
        @Nullable
        @Min(1)
        @Max(3_600_000)
        Integer responseTimeoutMillis,

        @JsonPropertyDescription("Milliseconds in which nothing moves; 60000 if absent")
        @Nullable
        @Min(1)
        @Max(86_400_000)
        Integer idleTimeoutMillis,

        @JsonPropertyDescription("Largest body of a request in bytes; 10485760 if absent") @Nullable @Min(0)
        Long maxBodyBytes,

        @JsonPropertyDescription(
                "Share of the traces that begin here and are kept, 0 to 1; those that fail are kept in any case, and all"
                        + " are counted; 1 if absent")
        @Nullable
        @DecimalMin("0")
        @DecimalMax("1")
        Double traceSampling) {
    /** Who is let through. */
    public enum RouteAccess {
        NONE,
        TOKEN,
        SESSION;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
