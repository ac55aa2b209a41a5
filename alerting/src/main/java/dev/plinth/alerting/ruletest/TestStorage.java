// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.alerting.rule.SampleSink;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.promql.script.SeriesNotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The series of a test. They become known as time goes on, and what rules give comes to them; each series only goes forward, as in a store. */
final class TestStorage implements SeriesSource, SampleSink {
    private final InMemorySource source = new InMemorySource();
    private final Map<Labels, Long> lastTimes = new HashMap<>();
    private final List<Sample> toCome = new ArrayList<>();
    private int come;

    TestStorage(List<SeriesNotation> input, long interval) {
        for (SeriesNotation series : input) {
            long time = 0;
            for (SeriesNotation.Item item : series.items()) {
                if (!item.omitted()) {
                    toCome.add(new Sample(series.labels(), time, item.value(), item.histogram()));
                }
                time += interval;
            }
        }
        toCome.sort(Comparator.comparingLong(Sample::time));
    }

    /** From now on, the samples of the input up to this time are there. */
    void advance(long time) {
        while (come < toCome.size() && toCome.get(come).time() <= time) {
            write(List.of(toCome.get(come++)));
        }
    }

    @Override
    public void write(List<Sample> samples) {
        for (Sample sample : samples) {
            Long last = lastTimes.get(sample.labels());
            if (last == null || sample.time() > last) {
                lastTimes.put(sample.labels(), sample.time());
                Histogram histogram = sample.histogram();
                if (histogram == null) {
                    source.add(sample.labels(), sample.time(), sample.value());
                } else {
                    source.add(sample.labels(), sample.time(), histogram);
                }
            }
        }
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        return source.select(matchers, fromMillisExclusive, toMillisInclusive, hints);
    }
}
