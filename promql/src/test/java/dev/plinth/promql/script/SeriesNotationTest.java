// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SeriesNotationTest {
    private static List<Double> numbers(String values) {
        return SeriesNotation.values(values).stream()
                .map(item -> item.omitted() ? null : Double.valueOf(item.value()))
                .toList();
    }

    private static Histogram histogram(SeriesNotation.Item item) {
        return Objects.requireNonNull(item.histogram());
    }

    @Test
    void readsNumbersAndRepetitions() {
        assertThat(numbers("1 -2 .5 1e3 Inf -Inf"))
                .containsExactly(1.0, -2.0, 0.5, 1000.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(numbers("2x2 1+2x3 1-2x2 -1-1x1 5x0"))
                .containsExactly(2.0, 2.0, 2.0, 1.0, 3.0, 5.0, 7.0, 1.0, -1.0, -3.0, -1.0, -2.0, 5.0);
        assertThat(numbers("_ 1 _x2 2")).containsExactly(null, 1.0, null, null, 2.0);
        assertThat(numbers("1e-1+1e-1x1")).containsExactly(0.1, 0.2);
        assertThat(numbers("")).isEmpty();
        assertThat(Stale.is(SeriesNotation.values("stale").getFirst().value())).isTrue();
    }

    @Test
    void readsLabels() {
        assertThat(SeriesNotation.parse("up{job=\"a b}\"} 1").labels())
                .isEqualTo(Labels.of("__name__", "up", "job", "a b}"));
        assertThat(SeriesNotation.parse("{\"my.metric\", \"a.b\"='c'} 1").labels())
                .isEqualTo(Labels.of("__name__", "my.metric", "a.b", "c"));
        assertThat(SeriesNotation.parse("{} 1").labels()).isEqualTo(Labels.EMPTY);
        assertThat(SeriesNotation.parse("up {{}}").items()).hasSize(1);
    }

    @Test
    void readsHistograms() {
        Histogram histogram = histogram(SeriesNotation.values(
                        "{{schema:1 sum:-3 count:22 z_bucket:1 z_bucket_w:0.1 offset:1 buckets:[5 10 7] n_offset:2"
                                + " n_buckets:[4 5] counter_reset_hint:gauge}}")
                .getFirst());

        assertThat(histogram.schema()).isEqualTo(1);
        assertThat(histogram.positiveSpans()).containsExactly(new Histogram.Span(1, 3));
        assertThat(histogram.negativeCounts()).containsExactly(4, 5);
        assertThat(histogram.hint()).isEqualTo(Histogram.ResetHint.GAUGE);
        assertThat(HistogramNotation.format(histogram))
                .isEqualTo("{{schema:1 count:22 sum:-3 z_bucket:1 z_bucket_w:0.1 counter_reset_hint:gauge offset:1"
                        + " buckets:[5 10 7] n_offset:2 n_buckets:[4 5]}}");
    }

    @Test
    void addsHistogramsOneAfterTheOther() {
        List<SeriesNotation.Item> items = SeriesNotation.values("{{count:1 sum:2}}+{{count:1 sum:1}}x2 {{sum:9}}x1");

        assertThat(items).hasSize(5);
        assertThat(histogram(items.get(2)).sum()).isEqualTo(4);
        assertThat(histogram(items.get(4)).sum()).isEqualTo(9);
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> SeriesNotation.values("1xy")).hasMessage("bad repetition in series: \"y\"");
        assertThatThrownBy(() -> SeriesNotation.values("one")).hasMessage("bad value in series: \"one\"");
        assertThatThrownBy(() -> SeriesNotation.values("1x100000000")).hasMessageContaining("more than");
        assertThatThrownBy(() -> SeriesNotation.values("{{schema:1")).hasMessageStartingWith("histogram expected");
        assertThatThrownBy(() -> SeriesNotation.values("{{weight:1}}"))
                .hasMessage("bad histogram descriptor found: \"weight:1\"");
        assertThatThrownBy(() -> SeriesNotation.values("{{sum:1 sum:2}}"))
                .hasMessage("duplicate key \"sum\" in histogram");
        assertThatThrownBy(() -> SeriesNotation.values("{{schema:9}}")).hasMessageContaining("expected: -4 to 8");
        assertThatThrownBy(() -> SeriesNotation.values("{{schema:2}}+{{schema:1}}x2"))
                .hasMessage("error combining histograms: cannot merge from schema 1 to 2");
    }
}
