// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Fetches metrics from all targets there are. Of several cores one does so; when it is gone, another goes on. */
@Component
public class Scraping implements DutyWork {
    private final TargetDiscovery discovery;
    private final TokenSource tokens;
    private final Clock clock;
    private volatile @Nullable Scrapers scrapers;

    Scraping(TargetDiscovery discovery, TokenSource tokens, Clock clock) {
        this.discovery = discovery;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        scrapers = new Scrapers(discovery::targets, tokens, sink, duty, clock);
    }

    @Override
    public void reconcile() {
        Scrapers open = scrapers;
        if (open != null) {
            open.reconcile();
        }
    }

    /** All targets there are, by name of their resource. What this core does not ask is in an unknown state here. */
    public List<TargetView> targets() {
        Scrapers open = scrapers;
        return open == null
                ? discovery.targets().stream()
                        .map(target -> TargetView.of(target, TargetHealth.UNKNOWN))
                        .toList()
                : open.views();
    }

    /** Whether it is this core that asks. */
    public boolean isHere() {
        Scrapers open = scrapers;
        return open != null && open.isMine();
    }

    @Override
    public void end() {
        Scrapers open = scrapers;
        if (open != null) {
            scrapers = null;
            open.close();
        }
    }
}
