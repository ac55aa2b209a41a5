// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A target and how it is.
 *
 * @param discoveredLabels what it was made of
 * @param labels that its series get; {@code env} says where it is
 * @param scrapePool the resource
 * @param lastError empty when nothing was wrong
 * @param lastScrape null before the first
 */
public record TargetView(
        Map<String, String> discoveredLabels,
        Map<String, String> labels,
        String scrapePool,
        String scrapeUrl,
        TargetState health,
        String lastError,
        @Nullable Instant lastScrape,
        Duration lastScrapeDuration,
        Duration scrapeInterval,
        Duration scrapeTimeout) {
    static TargetView of(Target target, TargetHealth health) {
        return new TargetView(
                target.discovered(),
                target.labels().asMap(),
                target.id().resource().name(),
                target.url().toString(),
                health.state(),
                health.error(),
                health.at(),
                health.took(),
                target.interval(),
                target.timeout());
    }
}
