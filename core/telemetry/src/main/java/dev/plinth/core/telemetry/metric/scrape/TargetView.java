// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target, as {@code /api/v1/targets} of Prometheus shows it.
 *
 * @param discoveredLabels what it was made of
 * @param labels that its series get; {@code env} says where it is
 * @param scrapePool the resource
 * @param lastError empty when nothing was wrong
 * @param lastScrape null before the first
 * @param lastScrapeDuration in seconds
 * @param health {@code up}, {@code down} or {@code unknown}
 * @param scrapeInterval as {@code 15s}
 */
public record TargetView(
        Map<String, String> discoveredLabels,
        Map<String, String> labels,
        String scrapePool,
        String scrapeUrl,
        String globalUrl,
        String lastError,
        @Nullable Instant lastScrape,
        double lastScrapeDuration,
        String health,
        String scrapeInterval,
        String scrapeTimeout) {
    static TargetView of(Target target, TargetHealth health) {
        return new TargetView(
                target.discovered(),
                target.labels().asMap(),
                target.id().resource().name(),
                target.url().toString(),
                target.url().toString(),
                health.error(),
                health.at(),
                health.seconds(),
                health.state().name().toLowerCase(Locale.ROOT),
                TargetDiscovery.seconds(target.interval()),
                TargetDiscovery.seconds(target.timeout()));
    }
}
