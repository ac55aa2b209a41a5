// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compares samples with those that an expression must give. Numbers must be the same, or beside each other when that is enough. */
final class SampleDifference {
    private final boolean fuzzy;

    SampleDifference(boolean fuzzy) {
        this.fuzzy = fuzzy;
    }

    /** A line for each difference; none when there is none. */
    List<String> lines(List<Sample> expected, List<Sample> actual) {
        List<Sample> rest = new ArrayList<>(actual);
        List<String> lines = new ArrayList<>();
        for (Sample sample : expected) {
            if (!rest.removeIf(one(sample))) {
                lines.add("- expected: " + show(sample));
            }
        }
        rest.forEach(sample -> lines.add("+ got:      " + show(sample)));
        return lines;
    }

    /** Is true once at most. */
    private Predicate<Sample> one(Sample wanted) {
        boolean[] found = new boolean[1];
        return sample -> {
            boolean matches = !found[0] && isSame(wanted, sample);
            found[0] |= matches;
            return matches;
        };
    }

    private boolean isSame(Sample a, Sample b) {
        return a.labels().equals(b.labels())
                && isSame(a.histogram(), b.histogram())
                && (a.histogram() != null || isSame(a.value(), b.value()));
    }

    private boolean isSame(double a, double b) {
        return a == b || (fuzzy && (Math.nextUp(a) == b || Math.nextDown(a) == b));
    }

    private static boolean isSame(@Nullable Histogram a, @Nullable Histogram b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        return a.hint().equals(b.hint()) && a.compact().sameAs(b.compact());
    }

    private static String show(Sample sample) {
        Histogram histogram = sample.histogram();
        String value =
                histogram == null ? Texts.plain(sample.value()) : histogram + " counter reset: " + histogram.hint();
        return sample.labels() + " " + value;
    }
}
