// SPDX-License-Identifier: Apache-2.0

import dev.plinth.timeseries.remote.LabelBytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A {@code prometheus.WriteRequest} with one sample of each of some series, encoded beforehand; value and time are written over it. */
final class MetricRequest {
    /** In groups of seven bits, as all times from 2004 to 2109 are. */
    private static final int TIME_BYTES = 6;

    private final MetricSeries series;
    private final int[] wanted;
    private final int[] valueAt;
    private final byte[] bytes;

    private MetricRequest(MetricSeries series, List<Integer> wanted) {
        this.series = series;
        this.wanted = wanted.stream().mapToInt(Integer::intValue).toArray();
        this.valueAt = new int[this.wanted.length];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < this.wanted.length; i++) {
            byte[] labels = series.labels(this.wanted[i]);
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            one.writeBytes(labels);
            Bytes.field(one, 2, new byte[2 + Long.BYTES + TIME_BYTES]);
            Bytes.field(out, 1, one.toByteArray());
            valueAt[i] = out.size() - TIME_BYTES - 1 - Long.BYTES;
        }
        bytes = out.toByteArray();
        for (int at : valueAt) {
            bytes[at - 1] = 1 << 3 | 1;
            bytes[at + Long.BYTES] = 2 << 3;
        }
    }

    static MetricRequest ofAll(MetricSeries series) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            all.add(i);
        }
        return new MetricRequest(series, all);
    }

    /** One for each partition, as Plinth would cut the one of all. */
    static List<MetricRequest> byPartition(MetricSeries series, int partitions) {
        List<List<Integer>> each = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            each.add(new ArrayList<>());
        }
        for (int i = 0; i < series.size(); i++) {
            byte[] labels = series.labels(i);
            each.get((int) Math.unsignedMultiplyHigh(LabelBytes.hash(labels, 0, labels.length), partitions)).add(i);
        }
        return each.stream().map(some -> new MetricRequest(series, some)).toList();
    }

    int size() {
        return wanted.length;
    }

    /** With the values of now; the caller's own. */
    byte[] at(long millis) {
        byte[] request = bytes.clone();
        for (int i = 0; i < wanted.length; i++) {
            Bytes.fixed64(request, valueAt[i], Double.doubleToRawLongBits(series.value(wanted[i])));
            long left = millis;
            for (int at = 0; at < TIME_BYTES; at++) {
                request[valueAt[i] + Long.BYTES + 1 + at] = (byte) (left & 127 | (at == TIME_BYTES - 1 ? 0 : 128));
                left >>>= 7;
            }
        }
        return request;
    }
}
