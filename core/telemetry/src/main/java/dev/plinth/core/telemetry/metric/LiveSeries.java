// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The series of one subject that the sink has and that have not ended. Those that are not there any more end at once, and not after the lookback of queries. For one
 * thread.
 */
public final class LiveSeries {
    /** What is said of metrics does not change; it is said again so often. */
    private static final long TELL_AGAIN = 300_000;

    private final MetricSink sink;
    private Set<Labels> live = Set.of();
    private List<Metadata> told = List.of();
    private long toldAt;

    public LiveSeries(MetricSink sink) {
        this.sink = sink;
    }

    /**
     * Hands on what there is now, and ends what there was before and is no more.
     *
     * @param app on whose account it is
     * @param now those of the series that do not end by themselves
     * @throws RuntimeException with a message for people, when the sink takes nothing; nothing has ended then
     */
    public void accept(String app, List<TimeSeries> series, Set<Labels> now, List<Metadata> metadata, long time) {
        List<TimeSeries> all = new ArrayList<>(series);
        for (Labels labels : live) {
            if (!now.contains(labels)) {
                all.add(TimeSeries.of(labels, Point.of(time, Stale.MARKER)));
            }
        }
        boolean tell = !metadata.isEmpty() && (!metadata.equals(told) || time - toldAt >= TELL_AGAIN);
        if (!all.isEmpty()) {
            sink.accept(app, all, tell ? metadata : List.of());
        }
        live = Set.copyOf(now);
        if (tell) {
            told = metadata;
            toldAt = time;
        }
    }

    public boolean isEmpty() {
        return live.isEmpty();
    }
}
