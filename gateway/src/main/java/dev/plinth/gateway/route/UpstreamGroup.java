// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The instances of a service that take new requests, in turn. */
public final class UpstreamGroup {
    private final String name;
    private final Upstream[] upstreams;
    private final AtomicInteger turn =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

    public UpstreamGroup(String name, List<Upstream> upstreams) {
        this.name = name;
        this.upstreams = upstreams.toArray(Upstream[]::new);
    }

    public String name() {
        return name;
    }

    public int size() {
        return upstreams.length;
    }

    /**
     * The next healthy one; when none is healthy, the next at all, as it may have come back.
     *
     * @param tried not this one, unless there is no other
     * @return null when there is none
     */
    public @Nullable Upstream next(@Nullable Upstream tried) {
        int count = upstreams.length;
        if (count == 0) {
            return null;
        }
        int start = (turn.getAndIncrement() & Integer.MAX_VALUE) % count;
        for (int i = 0; i < count; i++) {
            Upstream upstream = upstreams[(start + i) % count];
            if (upstream != tried && upstream.isHealthy()) {
                return upstream;
            }
        }
        Upstream any = upstreams[start];
        return any == tried && count > 1 ? upstreams[(start + 1) % count] : any;
    }
}
