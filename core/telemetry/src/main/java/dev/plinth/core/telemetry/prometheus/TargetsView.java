// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What metrics are fetched from, for whoever implements fetching. Several may be beans. */
public interface TargetsView {
    /** What the caller may see, by pools and then by URLs. */
    List<Target> targets(Principal caller);

    /** Whether the last time worked. */
    enum Health {
        UNKNOWN,
        UP,
        DOWN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is fetched from.
     *
     * @param discoveredLabels as they were found
     * @param labels that its series have
     * @param pool what it belongs to
     * @param url what is fetched
     * @param lastError why the last time failed, or an empty text
     * @param lastScrape when that was, if ever
     */
    record Target(
            Map<String, String> discoveredLabels,
            Map<String, String> labels,
            String pool,
            String url,
            Health health,
            String lastError,
            @Nullable Instant lastScrape,
            Duration lastScrapeDuration,
            Duration interval,
            Duration timeout) {}
}
