// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.IngestQuotaSpec;
import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.TelemetryProperties;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How much each app may send. Its own {@code IngestQuota} counts, else the one named {@code default}; without either an app has no limit, and those
 * without a key have that of the settings.
 */
@Component
class Quotas {
    static final String DEFAULT = "default";

    private final Kind<IngestQuotaSpec> kind;
    private final ResourceView resources;
    private final long anonymousRate;
    private final int series;
    private final Map<String, Held> buckets = new ConcurrentHashMap<>();

    /** @param decided revision of the resource that decides, 0 for the settings */
    private record Held(long decided, @Nullable Bucket bucket) {}

    Quotas(
            Kind<IngestQuotaSpec> kind,
            ResourceView resources,
            TelemetryProperties properties,
            MetricProperties metrics) {
        this.kind = kind;
        this.resources = resources;
        this.series = metrics.series();
        this.anonymousRate = properties.anonymousRate().toBytes();
    }

    /** @throws Refusal that says when to come back */
    void take(Sender sender, int bytes) throws Refusal {
        Bucket bucket = bucket(sender);
        Duration wait = bucket == null ? null : bucket.take(bytes);
        if (bucket != null && wait != null) {
            throw new Refusal(
                    Reason.QUOTA,
                    "%s sends more than %d bytes a second, which is its limit. %s"
                            .formatted(
                                    sender.anonymous() ? "Who has no key" : "The app " + sender.app(),
                                    bucket.perSecond(),
                                    sender.anonymous()
                                            ? "Send with the ingest key of an app."
                                            : "IngestQuota/%s sets it.".formatted(sender.app())),
                    wait);
        }
    }

    /** How many series of its may be active at this core. */
    int series(Sender sender) {
        Resource quota = quota(sender);
        Integer decided = quota == null ? null : kind.read(quota).series();
        return decided == null ? series : decided;
    }

    private @Nullable Bucket bucket(Sender sender) {
        Resource quota = quota(sender);
        long decided = quota == null ? 0 : quota.revision();
        Held held = buckets.get(sender.app());
        if (held == null || held.decided() != decided) {
            // of two that come at once, both may begin with a full bucket
            held = new Held(decided, made(sender, quota));
            buckets.put(sender.app(), held);
        }
        return held.bucket();
    }

    private @Nullable Resource quota(Sender sender) {
        Resource own = resources.find(ResourceKey.global(kind.name(), sender.app()));
        return own != null || sender.anonymous() ? own : resources.find(ResourceKey.global(kind.name(), DEFAULT));
    }

    private @Nullable Bucket made(Sender sender, @Nullable Resource quota) {
        if (quota != null) {
            return new Bucket(kind.read(quota).kilobytesPerSecond() * 1_024L, System::nanoTime);
        }
        return sender.anonymous() ? new Bucket(anonymousRate, System::nanoTime) : null;
    }
}
