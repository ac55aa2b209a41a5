// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.head;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Samples of one series from several places as one. */
public final class MergedSamples {
    private MergedSamples() {}

    /** Of samples with the same time, that of the part that comes first counts. */
    public static Samples of(List<Samples> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        Samples all = Samples.NONE;
        int size = 0;
        boolean ascending = true;
        boolean histograms = false;
        long last = Long.MIN_VALUE;
        for (Samples part : parts) {
            if (part.size() > 0) {
                ascending &= size == 0 || part.times()[0] > last;
                last = part.times()[part.size() - 1];
                size += part.size();
                histograms |= part.histograms() != null;
            }
        }
        if (ascending) {
            return size == 0 ? all : joined(parts, size, histograms);
        }
        for (Samples part : parts) {
            all = merged(all, part);
        }
        return all;
    }

    private static Samples joined(List<Samples> parts, int size, boolean withHistograms) {
        long[] times = new long[size];
        double[] values = new double[size];
        @Nullable Histogram[] histograms = withHistograms ? new Histogram[size] : null;
        int at = 0;
        for (Samples part : parts) {
            System.arraycopy(part.times(), 0, times, at, part.size());
            System.arraycopy(part.values(), 0, values, at, part.size());
            if (histograms != null && part.histograms() != null) {
                System.arraycopy(part.histograms(), 0, histograms, at, part.size());
            }
            at += part.size();
        }
        return new Samples(times, values, histograms, size);
    }

    private static Samples merged(Samples first, Samples second) {
        int most = first.size() + second.size();
        long[] times = new long[most];
        double[] values = new double[most];
        @Nullable
        Histogram[] histograms = first.histograms() == null && second.histograms() == null ? null : new Histogram[most];
        int size = 0;
        int a = 0;
        int b = 0;
        while (a < first.size() || b < second.size()) {
            boolean takeFirst = b == second.size() || (a < first.size() && first.times()[a] <= second.times()[b]);
            if (takeFirst && b < second.size() && first.times()[a] == second.times()[b]) {
                b++;
            }
            Samples from = takeFirst ? first : second;
            int index = takeFirst ? a++ : b++;
            times[size] = from.times()[index];
            values[size] = from.values()[index];
            if (histograms != null && from.histograms() != null) {
                histograms[size] = from.histograms()[index];
            }
            size++;
        }
        return new Samples(
                Arrays.copyOf(times, size),
                Arrays.copyOf(values, size),
                histograms == null ? null : Arrays.copyOf(histograms, size),
                size);
    }

    /** Only those from one time on and before the other. */
    public static Samples between(Samples samples, long from, long before) {
        int first = index(samples, from);
        int end = index(samples, before);
        if (first == 0 && end == samples.size()) {
            return samples;
        }
        return new Samples(
                Arrays.copyOfRange(samples.times(), first, end),
                Arrays.copyOfRange(samples.values(), first, end),
                samples.histograms() == null ? null : Arrays.copyOfRange(samples.histograms(), first, end),
                end - first);
    }

    /** Of the first sample that is not before this time. */
    private static int index(Samples samples, long time) {
        int found = Arrays.binarySearch(samples.times(), 0, samples.size(), time);
        return found >= 0 ? found : -found - 1;
    }
}
