// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** What passed over a route. Written by all event loops, read by whoever wants to know. */
public final class RouteMeter {
    /** Upper bounds in microseconds; the last bucket has none. */
    static final long[] BOUNDS = {
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private final LongAdder[] statuses = adders(6);
    private final LongAdder[] buckets = adders(BOUNDS.length + 1);
    private final LongAdder micros = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }

    /** @param status 0 when the client went away before there was one */
    public void count(int status, long durationMicros, long in, long out) {
        statuses[Math.clamp(status / 100, 0, 5)].increment();
        int bucket = 0;
        while (bucket < BOUNDS.length && durationMicros > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        micros.add(durationMicros);
        bytesIn.add(in);
        bytesOut.add(out);
    }

    /**
     * What was counted until now.
     *
     * @param statuses requests that ended without an answer, and with 1xx, 2xx, 3xx, 4xx, 5xx
     * @param buckets requests by duration; the last for all that is longer than the last bound
     */
    public record Counts(long[] statuses, long[] buckets, long micros) {
        public static final Counts NONE = new Counts(new long[6], new long[BOUNDS.length + 1], 0);

        /** What came since. */
        public Counts minus(Counts earlier) {
            return new Counts(
                    minus(statuses, earlier.statuses), minus(buckets, earlier.buckets), micros - earlier.micros);
        }

        private static long[] minus(long[] now, long[] earlier) {
            long[] difference = new long[now.length];
            Arrays.setAll(difference, i -> now[i] - earlier[i]);
            return difference;
        }

        public boolean isEmpty() {
            return Arrays.stream(statuses).sum() == 0;
        }
    }

    public Counts counts() {
        return new Counts(sums(statuses), sums(buckets), micros.sum());
    }

    private static long[] sums(LongAdder[] adders) {
        return Arrays.stream(adders).mapToLong(LongAdder::sum).toArray();
    }

    /** In the text format of Prometheus, without the types. */
    public void write(StringBuilder out, String route) {
        for (int i = 0; i < statuses.length; i++) {
            long count = statuses[i].sum();
            if (count > 0) {
                out.append("plinth_gateway_requests_total{route=\"%s\",status=\"%s\"} %d\n"
                        .formatted(route, i == 0 ? "none" : i + "xx", count));
            }
        }
        long cumulative = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            cumulative += buckets[i].sum();
            out.append("plinth_gateway_request_seconds_bucket{route=\"%s\",le=\"%s\"} %d\n"
                    .formatted(route, BOUNDS[i] / 1e6, cumulative));
        }
        cumulative += buckets[BOUNDS.length].sum();
        out.append("plinth_gateway_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %d\n".formatted(route, cumulative));
        out.append("plinth_gateway_request_seconds_sum{route=\"%s\"} %s\n".formatted(route, micros.sum() / 1e6));
        out.append("plinth_gateway_request_seconds_count{route=\"%s\"} %d\n".formatted(route, cumulative));
        out.append("plinth_gateway_received_bytes_total{route=\"%s\"} %d\n".formatted(route, bytesIn.sum()));
        out.append("plinth_gateway_sent_bytes_total{route=\"%s\"} %d\n".formatted(route, bytesOut.sum()));
    }
}
