// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.promql.script.SeriesNotation;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the engine promises beyond what queries give. */
class EngineTest {
    private static final long MINUTE = 60_000;

    private final InMemorySource source = new InMemorySource();
    private final Engine engine = new Engine(EngineOptions.DEFAULT.withParser(ParserOptions.EXPERIMENTAL));

    private void load(String... series) {
        for (String line : series) {
            source.add(SeriesNotation.parse(line), 0, MINUTE);
        }
    }

    @Test
    void resultsHaveTheTypeOfTheQuery() {
        load("m{a=\"b\"} 1 2 3", "h {{count:1 sum:2}}");

        assertThat(engine.instant(source, "1 + 1", 5).value()).isEqualTo(new QueryResult.Scalar(5, 2));
        assertThat(engine.instant(source, "'x'", 5).value()).isEqualTo(new QueryResult.Text(5, "x"));
        assertThat(engine.instant(source, "m", MINUTE).value())
                .isEqualTo(new QueryResult.Vector(
                        List.of(new QueryResult.Sample(Labels.of("__name__", "m", "a", "b"), MINUTE, 2, null))));
        QueryResult.Matrix matrix =
                (QueryResult.Matrix) engine.instant(source, "m[2m]", MINUTE).value();
        assertThat(matrix.rows()).hasSize(1);
        assertThat(matrix.rows().getFirst().samples().times()).containsExactly(0, MINUTE);
        assertThat(matrix.rows().getFirst().samples().values()).containsExactly(1, 2);
        QueryResult.Vector histograms =
                (QueryResult.Vector) engine.instant(source, "h", 0).value();
        assertThat(histograms.samples().getFirst().histogram())
                .extracting(Histogram::sum)
                .isEqualTo(2.0);
    }

    @Test
    void rowsAreSortedByLabels() {
        load("m{x=\"2\"} 1", "m{x=\"10\"} 2", "a 3");

        QueryResult.Matrix matrix = (QueryResult.Matrix)
                engine.range(source, "{__name__=~'.+'}", 0, 0, 1).value();

        assertThat(matrix.rows()).extracting(row -> row.labels().get("x")).containsExactly("", "10", "2");
    }

    @Test
    void annotationsSayWhere() {
        load("m 1 2 3");
        String query = "1 +\n  rate(m[5m])";

        List<Annotation> annotations = engine.instant(source, query, 2 * MINUTE).annotations();

        assertThat(annotations).hasSize(1);
        assertThat(annotations.getFirst().level()).isEqualTo(Annotation.Level.INFO);
        assertThat(annotations.getFirst().text(query))
                .isEqualTo("PromQL info: metric might not be a counter, name does not end in"
                        + " _total/_sum/_count/_bucket: \"m\" (2:8)");
    }

    @Test
    void tooManySamplesEndAQuery() {
        load("m{x=\"1\"} 0x99", "m{x=\"2\"} 0x99");
        Engine small = new Engine(EngineOptions.DEFAULT.withMaxSamples(150));

        assertThat(small.range(source, "m{x='1'}", 0, 99 * MINUTE, MINUTE).value())
                .isNotNull();
        assertThat(small.range(source, "sum(m)", 0, 99 * MINUTE, MINUTE).value())
                .isNotNull();
        assertThatThrownBy(() -> small.range(source, "m", 0, 99 * MINUTE, MINUTE))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.TOO_MANY_SAMPLES))
                .hasMessageContaining("too many samples");
    }

    @Test
    void queriesCanBeCancelledAndHaveATimeLimit() {
        load("m{x=\"1\"} 1", "m{x=\"2\"} 1");
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(() -> engine.instant(source, engine.parse("sum(m)"), 0, () -> asked.incrementAndGet() > 2))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.CANCELLED));
        Engine hasty = new Engine(EngineOptions.DEFAULT.withTimeout(Duration.ofNanos(-1)));
        assertThatThrownBy(() -> hasty.instant(source, "sum(m)", 0))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.TIMEOUT));
    }

    @Test
    void theSourceIsAskedForNoMoreThanIsNeeded() {
        List<String> selections = new ArrayList<>();
        SeriesSource recording = (matchers, from, to, hints) -> {
            selections.add(matchers + " " + from + " " + to + " " + hints.step() + " " + hints.range() + " "
                    + hints.function() + " " + hints.grouping());
            return List.of();
        };

        engine.range(recording, "rate(a[5m] offset 1m)", 10 * MINUTE, 20 * MINUTE, MINUTE);
        engine.range(recording, "sum by (x) (a)", 10 * MINUTE, 20 * MINUTE, MINUTE);
        engine.instant(recording, "max_over_time(a[10m:1m])", 20 * MINUTE);
        engine.range(recording, "a @ 60", 10 * MINUTE, 20 * MINUTE, MINUTE);

        assertThat(selections)
                .containsExactly(
                        "[__name__=\"a\"] 240000 1140000 60000 300000 rate []",
                        "[__name__=\"a\"] 300000 1200000 60000 0 sum [x]",
                        "[__name__=\"a\"] 360000 1200000 60000 0  []",
                        "[__name__=\"a\"] -240000 60000 0 0  []");
    }

    /** Series that are made when they are asked for; it is an error when more than two are in use. */
    private static final class Stream extends AbstractList<Series> {
        private final int size;
        private final int samples;

        Stream(int size, int samples) {
            this.size = size;
            this.samples = samples;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Series get(int index) {
            return new Series() {
                @Override
                public Labels labels() {
                    return Labels.of("__name__", "c_total", "i", String.valueOf(index), "g", String.valueOf(index % 2));
                }

                @Override
                public Samples samples() {
                    long[] times = new long[samples];
                    double[] values = new double[samples];
                    for (int i = 0; i < samples; i++) {
                        times[i] = i * 15_000L;
                        values[i] = i * 15.0;
                    }
                    return new Samples(times, values, null, samples);
                }
            };
        }
    }

    /** All samples would take 2000 * 1000 * 16 bytes, of which the limit allows a hundredth. */
    @Test
    void aggregationsTakeSeriesInOneByOne() {
        SeriesSource large = (matchers, from, to, hints) -> new Stream(2000, 1000);
        Engine small = new Engine(EngineOptions.DEFAULT.withMaxSamples(20_000));

        for (String query : List.of(
                "sum by (g) (rate(c_total[5m]))",
                "avg by (g) (c_total)",
                "max(max_over_time(c_total[5m]))",
                "count(abs(c_total) > 3)",
                "stddev without (i) (-c_total)")) {
            QueryResult.Matrix matrix = (QueryResult.Matrix)
                    small.range(large, query, 300_000, 999 * 15_000, 15_000).value();
            assertThat(matrix.rows()).isNotEmpty();
        }
        QueryResult.Matrix rates =
                (QueryResult.Matrix) small.range(large, "sum by (g) (rate(c_total[5m]))", 300_000, 600_000, 15_000)
                        .value();
        assertThat(rates.rows().getFirst().samples().values()[0]).isCloseTo(1000, within(1e-9));
    }

    @Test
    void namesMayBeRemovedAtTheEnd() {
        load("a_total 0+60x5", "b_total 0+60x5");
        Engine delayed = new Engine(EngineOptions.DEFAULT.withDelayedNameRemoval(true));

        assertThatThrownBy(
                        () -> engine.instant(source, "sum by (__name__) (rate({__name__=~'._total'}[5m]))", 5 * MINUTE))
                .hasMessage("vector cannot contain metrics with the same labelset");
        QueryResult.Vector vector = (QueryResult.Vector) delayed.instant(
                        source,
                        "label_replace(rate({__name__=~'._total'}[5m]), '__name__', 'rate_$1', '__name__', '(.*)')",
                        5 * MINUTE)
                .value();
        assertThat(vector.samples())
                .extracting(sample -> sample.labels().metricName())
                .containsExactlyInAnyOrder("rate_a_total", "rate_b_total");
        assertThatThrownBy(() -> delayed.instant(source, "rate({__name__=~'._total'}[5m])", 5 * MINUTE))
                .hasMessage("vector cannot contain metrics with the same labelset");
    }

    @Test
    void lookbackCanBeChanged() {
        load("m 1");
        Engine shortSighted = new Engine(EngineOptions.DEFAULT.withLookback(Duration.ofMinutes(1)));

        assertThat(((QueryResult.Vector) engine.instant(source, "m", 2 * MINUTE).value()).samples())
                .hasSize(1);
        assertThat(((QueryResult.Vector)
                                shortSighted.instant(source, "m", 2 * MINUTE).value())
                        .samples())
                .isEmpty();
    }

    @Test
    void aRangeNeedsAStep() {
        assertThatThrownBy(() -> engine.range(source, "1", 0, 10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(((QueryResult.Matrix) engine.range(source, "m", 10, 0, 1).value()).rows())
                .isEmpty();
    }

    @Test
    void deepQueriesAreRefusedBeforeTheStackEnds() {
        load("m 1");

        for (String query : List.of(
                "(".repeat(490) + "m" + ")".repeat(490),
                "m" + " or m".repeat(490),
                "m" + " ^ m".repeat(245),
                "- ".repeat(490) + "m",
                "abs(".repeat(490) + "m" + ")".repeat(490),
                "1" + " + 1".repeat(490),
                "sum(".repeat(490) + "m" + ")".repeat(490))) {
            assertThat(engine.range(source, query, 0, 2 * MINUTE, MINUTE).value())
                    .isNotNull();
            assertThat(engine.parse(engine.parse(query).text())).isNotNull();
            String deeper = query.replaceFirst("^", "(".repeat(20)) + ")".repeat(20);
            assertThatThrownBy(() -> engine.parse(deeper))
                    .isInstanceOf(ParseException.class)
                    .hasMessageContaining("query has more than 500 nested expressions");
        }
        assertThatThrownBy(() -> engine.parse("m[" + "(".repeat(5000) + "1m" + ")".repeat(5000) + "]"))
                .isInstanceOf(ParseException.class);
    }

    @Test
    void tooManyStepsEndAQuery() {
        assertThatThrownBy(() -> engine.range(source, "time()", 0, Long.MAX_VALUE / 2, 1))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("too many samples");
        assertThatThrownBy(() -> engine.instant(source, "sum_over_time(vector(1)[10y:0.001])", 0))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("too many samples");
    }

    @Test
    void matchersReachTheSource() {
        load("m{a=\"1\"} 1", "m{a=\"2\"} 1");

        assertThat(source.select(
                        List.of(Matcher.of(Matcher.Kind.EQUAL, "a", "2")),
                        -1,
                        0,
                        new SelectHints(0, 0, "", List.of(), false)))
                .extracting(Series::labels)
                .containsExactly(Labels.of("__name__", "m", "a", "2"));
    }
}
