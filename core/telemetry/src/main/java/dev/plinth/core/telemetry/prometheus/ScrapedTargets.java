// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.metric.duty.OnDuty;
import dev.plinth.core.telemetry.metric.duty.OnDuty.Views;
import dev.plinth.core.telemetry.metric.scrape.Scraping;
import dev.plinth.core.telemetry.metric.scrape.TargetView;
import dev.plinth.promql.model.Labels;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** The targets that are scraped, as far as the caller may read what comes of them. */
@Component
class ScrapedTargets implements TargetsView {
    static final String PATH = "/internal/v1/metrics/targets";

    private final Scraping scraping;
    private final MetricRights rights;
    private final OnDuty onDuty;

    ScrapedTargets(Scraping scraping, MetricRights rights, OnDuty onDuty) {
        this.scraping = scraping;
        this.rights = rights;
        this.onDuty = onDuty;
    }

    Views<TargetView> own() {
        return new Views<>(scraping.isHere(), scraping.targets());
    }

    @Override
    public List<TargetView> targets(Principal caller) {
        Predicate<Labels> readable = rights.readable(caller);
        return onDuty.ask(PATH, this::own, TargetView.class).stream()
                .filter(target -> readable.test(Labels.copyOf(target.labels())))
                .toList();
    }
}
