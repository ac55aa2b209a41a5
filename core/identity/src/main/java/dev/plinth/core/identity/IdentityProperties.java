// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How people and apps prove who they are.
 *
 * @param publicUrl how the world reaches Plinth, as {@code https://plinth.example.org}; the issuer of every token, and never taken
 *     from a request
 * @param sessionLifetime after which somebody signs in again in any case
 * @param sessionIdle after which an unused session ends
 * @param keyLifetime how long a key signs tokens; the next is published a day before
 */
@Validated
@ConfigurationProperties("plinth.identity")
public record IdentityProperties(
        @NotNull URI publicUrl,
        @DefaultValue("7d") Duration sessionLifetime,
        @DefaultValue("1d") Duration sessionIdle,
        @DefaultValue("30d") Duration keyLifetime) {
    public IdentityProperties {
        String scheme = publicUrl.getScheme();
        if (!List.of("http", "https").contains(String.valueOf(scheme))
                || publicUrl.getHost() == null
                || !publicUrl.getRawPath().isEmpty()
                || publicUrl.getRawQuery() != null) {
            throw new IllegalArgumentException("plinth.identity.public-url: " + publicUrl
                    + " (expected: scheme, host and perhaps port, as https://plinth.example.org)");
        }
        if (keyLifetime.compareTo(Duration.ofDays(2)) < 0) {
            throw new IllegalArgumentException(
                    "plinth.identity.key-lifetime: " + keyLifetime + " (expected: at least 2 days)");
        }
    }

    /** Whether browsers reach Plinth by TLS only. */
    public boolean secure() {
        return "https".equals(publicUrl.getScheme());
    }
}
