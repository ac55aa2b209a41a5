// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    /** Buckets from the one with this number on. */
    private static Histogram positive(int schema, double sum, int offset, double... counts) {
        return with(schema, 0, 0, sum, offset, counts);
    }

    private static Histogram with(
            int schema, double threshold, double zeroCount, double sum, int offset, double... counts) {
        double count = zeroCount;
        for (double c : counts) {
            count += c;
        }
        List<Span> spans = counts.length == 0 ? List.of() : List.of(new Span(offset, counts.length));
        return Histogram.exponential(
                ResetHint.UNKNOWN, schema, threshold, zeroCount, count, sum, spans, counts, List.of(), new double[0]);
    }

    private static Histogram custom(double[] bounds, double... counts) {
        return Histogram.custom(ResetHint.UNKNOWN, 6, 6, bounds, List.of(new Span(0, counts.length)), counts);
    }

    @Test
    void bucketsHaveBounds() {
        assertThat(positive(0, 0, 0, 1, 0, 2).toString()).isEqualTo("{count:3, sum:0, (0.5,1]:1, (2,4]:2}");
        assertThat(positive(-1, 0, 1, 1).buckets().getFirst().upper()).isEqualTo(4);
        assertThat(positive(1, 0, 1, 1).buckets().getFirst().upper()).isCloseTo(Math.sqrt(2), within(1e-15));
        assertThat(positive(0, 0, 1024, 1).buckets().getFirst().upper()).isEqualTo(Double.MAX_VALUE);
        assertThat(positive(0, 0, 1025, 1).buckets().getFirst().upper()).isInfinite();
        assertThat(positive(8, 0, 0, 1).buckets().getFirst().upper()).isEqualTo(1);
        assertThat(custom(new double[] {1, 2}, 1, 2, 3).toString())
                .isEqualTo("{count:6, sum:6, [-Inf,1]:1, (1,2]:2, (2,+Inf]:3}");
    }

    @Test
    void negativeBucketsMirrorPositiveOnes() {
        Histogram histogram = Histogram.exponential(
                ResetHint.UNKNOWN,
                0,
                0.001,
                2,
                5,
                0,
                List.of(new Span(0, 1)),
                new double[] {1},
                List.of(new Span(0, 1), new Span(1, 1)),
                new double[] {1, 1});

        assertThat(histogram.toString())
                .isEqualTo("{count:5, sum:0, [-4,-2):1, [-1,-0.5):1, [-0.001,0.001]:2, (0.5,1]:1}");
        assertThat(histogram.negativeSpans()).containsExactly(new Span(0, 1), new Span(1, 1));
    }

    @Test
    void addingTakesTheCoarserBuckets() {
        Histogram sum = positive(1, 4, 1, 1, 1, 2).plus(positive(0, 3, 1, 2));

        assertThat(sum.schema()).isZero();
        assertThat(sum.count()).isEqualTo(6);
        assertThat(sum.positiveSpans()).containsExactly(new Span(1, 2));
        assertThat(sum.positiveCounts()).containsExactly(4, 2);
    }

    @Test
    void addingTakesTheWiderZeroBucket() {
        // (0.5,1] and (1,2] are within the wider zero bucket, (2,4] in part, so that it grows to 4
        Histogram sum = positive(0, 0, 0, 1, 2, 3, 4).plus(with(0, 3, 5, 0, 4, 1));

        assertThat(sum.zeroThreshold()).isEqualTo(4);
        assertThat(sum.zeroCount()).isEqualTo(1 + 2 + 3 + 5);
        assertThat(sum.positiveCounts()).containsExactly(4, 0 + 1.0);
    }

    @Test
    void subtractingLeavesEmptyBucketsUntilCompacted() {
        Histogram difference = positive(0, 5, 0, 1, 2).minus(positive(0, 2, 0, 1, 1));

        assertThat(difference.positiveCounts()).containsExactly(0, 1);
        assertThat(difference.compact().positiveSpans()).containsExactly(new Span(1, 1));
        assertThat(difference.sum()).isEqualTo(3);
    }

    @Test
    void differentBoundsCannotBeAdded() {
        assertThatThrownBy(() -> custom(new double[] {1}, 1).plus(custom(new double[] {2}, 1)))
                .isInstanceOfSatisfying(
                        IncompatibleBucketsException.class,
                        e -> assertThat(e.reason()).isEqualTo(IncompatibleBucketsException.Reason.BOUNDS));
        assertThatThrownBy(() -> custom(new double[] {1}, 1).minus(positive(0, 1, 0, 1)))
                .isInstanceOfSatisfying(
                        IncompatibleBucketsException.class,
                        e -> assertThat(e.reason()).isEqualTo(IncompatibleBucketsException.Reason.SCHEMAS));
    }

    @Test
    void aResetIsWhenSomethingFell() {
        Histogram before = positive(1, 0, 1, 1, 2);

        assertThat(positive(1, 0, 1, 1, 2).isResetAfter(before)).isFalse();
        assertThat(positive(1, 0, 1, 1, 3).isResetAfter(before)).isFalse();
        assertThat(positive(1, 0, 1, 0, 5).isResetAfter(before)).isTrue();
        assertThat(positive(1, 0, 2, 9).isResetAfter(before)).isTrue();
        assertThat(positive(2, 0, 1, 1, 1, 1, 1).isResetAfter(before)).isTrue();
        assertThat(positive(0, 0, 1, 3).isResetAfter(before)).isFalse();
        assertThat(positive(0, 0, 1, 2).isResetAfter(before)).isTrue();
        assertThat(with(1, 0.5, 1, 0, 1, 1, 2).isResetAfter(before)).isFalse();
        assertThat(with(1, 1.2, 1, 0, 2, 2).isResetAfter(before)).isTrue();
        assertThat(before.isResetAfter(with(1, 0.5, 0, 0, 1, 1))).isTrue();
        assertThat(positive(1, 0, 1, 9, 9).withHint(ResetHint.RESET).isResetAfter(before))
                .isTrue();
        assertThat(positive(1, 0, 1).withHint(ResetHint.NOT_RESET).isResetAfter(before))
                .isFalse();
        assertThat(custom(new double[] {1}, 6).isResetAfter(custom(new double[] {2}, 6)))
                .isTrue();
    }

    @Test
    void dividingByZeroLeavesNoBuckets() {
        Histogram divided = positive(0, 2, 0, 1).dividedBy(0);

        assertThat(divided.count()).isInfinite();
        assertThat(divided.positiveCounts()).isEmpty();
    }

    @Test
    void hintsOfASum() {
        Histogram gauge = positive(0, 0, 0, 1).withHint(ResetHint.GAUGE);
        Histogram reset = positive(0, 0, 0, 1).withHint(ResetHint.RESET);

        assertThat(gauge.plus(reset).hint()).isEqualTo(ResetHint.GAUGE);
        assertThat(reset.plus(reset).hint()).isEqualTo(ResetHint.RESET);
        assertThat(reset.plus(positive(0, 0, 0, 1)).hint()).isEqualTo(ResetHint.UNKNOWN);
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> positive(9, 0, 0, 1)).hasMessageContaining("expected: -4 to 8");
        assertThatThrownBy(() -> custom(new double[] {2, 1}, 1)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> custom(new double[] {1}, 1, 2, 3)).hasMessageContaining("one for each bucket");
        assertThatThrownBy(() -> Histogram.custom(
                        ResetHint.UNKNOWN, 1, 1, new double[0], List.of(new Span(0, 2)), new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyBitsCountForBeingTheSame() {
        assertThat(positive(0, Double.NaN, 0, 1).sameAs(positive(0, Double.NaN, 0, 1)))
                .isTrue();
        assertThat(positive(0, 0, 0, 1, 0).sameAs(positive(0, 0, 0, 1))).isFalse();
        assertThat(positive(0, 0, 0, 1, 0).compact().sameAs(positive(0, 0, 0, 1)))
                .isTrue();
    }
}
