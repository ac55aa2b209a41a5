// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.scrape.Scraping;
import dev.plinth.promql.model.Labels;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** The targets that are scraped, as far as the caller may read what comes of them. */
@Component
class ScrapedTargets implements TargetsView {
    private final Scraping scraping;
    private final MetricRights rights;

    ScrapedTargets(Scraping scraping, MetricRights rights) {
        this.scraping = scraping;
        this.rights = rights;
    }

    @Override
    public List<Target> targets(Principal caller) {
        Predicate<Labels> readable = rights.readable(caller);
        return scraping.targets().stream()
                .filter(target -> readable.test(Labels.copyOf(target.labels())))
                .map(target -> new Target(
                        target.discoveredLabels(),
                        target.labels(),
                        target.scrapePool(),
                        target.scrapeUrl(),
                        Health.valueOf(target.health().name()),
                        target.lastError(),
                        target.lastScrape(),
                        target.lastScrapeDuration(),
                        target.scrapeInterval(),
                        target.scrapeTimeout()))
                .toList();
    }
}
