// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code prometheus.Histogram}. */
final class HistogramFields {
    private long time;
    private int schema;
    private double count;
    private double sum;
    private double zeroThreshold;
    private double zeroCount;
    private ResetHint hint = ResetHint.UNKNOWN;
    private final List<Span> positiveSpans = new ArrayList<>();
    private final List<Span> negativeSpans = new ArrayList<>();
    private final Counts positive = new Counts();
    private final Counts negative = new Counts();
    private final List<Double> bounds = new ArrayList<>();

    private HistogramFields() {}

    /** Counts of buckets: of whole ones the differences are sent. */
    private static final class Counts {
        private final List<Double> counts = new ArrayList<>();
        private long last;

        void delta(long delta) {
            last += delta;
            counts.add((double) last);
        }

        void deltas(CodedInputStream in) throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            while (!in.isAtEnd()) {
                delta(in.readSInt64());
            }
            in.popLimit(limit);
        }

        void counts(CodedInputStream in) throws IOException {
            doubles(in, counts);
        }

        double[] toArray() {
            return counts.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    private static void doubles(CodedInputStream in, List<Double> into) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
            into.add(in.readDouble());
        }
        in.popLimit(limit);
    }

    /**
     * Reads one to the end of the input.
     *
     * @throws IllegalArgumentException when its parts do not fit together
     */
    static Point read(CodedInputStream in) throws IOException {
        HistogramFields fields = new HistogramFields();
        while (!in.isAtEnd()) {
            fields.field(in.readTag(), in);
        }
        return Point.of(fields.time, fields.histogram());
    }

    private void field(int tag, CodedInputStream in) throws IOException {
        if (tag == Fields.HISTOGRAM_COUNT_INT) {
            count = unsigned(in.readUInt64());
        } else if (tag == Fields.HISTOGRAM_COUNT) {
            count = in.readDouble();
        } else if (tag == Fields.HISTOGRAM_SUM) {
            sum = in.readDouble();
        } else if (tag == Fields.HISTOGRAM_SCHEMA) {
            schema = in.readSInt32();
        } else if (tag == Fields.HISTOGRAM_ZERO_THRESHOLD) {
            zeroThreshold = in.readDouble();
        } else if (tag == Fields.HISTOGRAM_ZERO_COUNT_INT) {
            zeroCount = unsigned(in.readUInt64());
        } else if (tag == Fields.HISTOGRAM_ZERO_COUNT) {
            zeroCount = in.readDouble();
        } else if (tag == Fields.HISTOGRAM_RESET_HINT) {
            hint = hint(in.readEnum());
        } else if (tag == Fields.HISTOGRAM_TIME) {
            time = in.readInt64();
        } else if (tag == Fields.HISTOGRAM_BOUND) {
            bounds.add(in.readDouble());
        } else if (tag == Fields.HISTOGRAM_BOUNDS) {
            doubles(in, bounds);
        } else {
            buckets(tag, in);
        }
    }

    private void buckets(int tag, CodedInputStream in) throws IOException {
        if (tag == Fields.HISTOGRAM_NEGATIVE_SPANS) {
            negativeSpans.add(span(in));
        } else if (tag == Fields.HISTOGRAM_NEGATIVE_DELTA) {
            negative.delta(in.readSInt64());
        } else if (tag == Fields.HISTOGRAM_NEGATIVE_DELTAS) {
            negative.deltas(in);
        } else if (tag == Fields.HISTOGRAM_NEGATIVE_COUNT) {
            negative.counts.add(in.readDouble());
        } else if (tag == Fields.HISTOGRAM_NEGATIVE_COUNTS) {
            negative.counts(in);
        } else if (tag == Fields.HISTOGRAM_POSITIVE_SPANS) {
            positiveSpans.add(span(in));
        } else if (tag == Fields.HISTOGRAM_POSITIVE_DELTA) {
            positive.delta(in.readSInt64());
        } else if (tag == Fields.HISTOGRAM_POSITIVE_DELTAS) {
            positive.deltas(in);
        } else if (tag == Fields.HISTOGRAM_POSITIVE_COUNT) {
            positive.counts.add(in.readDouble());
        } else if (tag == Fields.HISTOGRAM_POSITIVE_COUNTS) {
            positive.counts(in);
        } else {
            in.skipField(tag);
        }
    }

    private static double unsigned(long value) {
        return value >= 0 ? (double) value : (double) (value >>> 1) * 2;
    }

    private static ResetHint hint(int number) {
        return switch (number) {
            case 1 -> ResetHint.RESET;
            case 2 -> ResetHint.NOT_RESET;
            case 3 -> ResetHint.GAUGE;
            default -> ResetHint.UNKNOWN;
        };
    }

    private static int number(ResetHint hint) {
        return switch (hint) {
            case UNKNOWN -> 0;
            case RESET -> 1;
            case NOT_RESET -> 2;
            case GAUGE -> 3;
        };
    }

    private static Span span(CodedInputStream in) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        int offset = 0;
        int length = 0;
        while (!in.isAtEnd()) {
            int tag = in.readTag();
            if (tag == Fields.SPAN_OFFSET) {
                offset = in.readSInt32();
            } else if (tag == Fields.SPAN_LENGTH) {
                length = in.readUInt32();
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(limit);
        return new Span(offset, length);
    }

    private Histogram histogram() {
        if (Stale.is(sum)) {
            return Histogram.stale();
        }
        check("positive", positiveSpans, positive);
        check("negative", negativeSpans, negative);
        return schema == Histogram.CUSTOM_BUCKETS
                ? Histogram.custom(
                        hint,
                        count,
                        sum,
                        bounds.stream().mapToDouble(Double::doubleValue).toArray(),
                        positiveSpans,
                        positive.toArray())
                : Histogram.exponential(
                        hint,
                        schema,
                        zeroThreshold,
                        zeroCount,
                        count,
                        sum,
                        positiveSpans,
                        positive.toArray(),
                        negativeSpans,
                        negative.toArray());
    }

    private static void check(String side, List<Span> spans, Counts counts) {
        long buckets = 0;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (span.length() < 0 || (i > 0 && span.offset() < 0)) {
                throw new IllegalArgumentException(side + " span " + i + " goes backwards");
            }
            buckets += span.length();
        }
        if (buckets != counts.counts.size()) {
            throw new IllegalArgumentException(
                    side + " spans have " + buckets + " buckets, and there are " + counts.counts.size() + " counts");
        }
    }

    static byte[] write(long time, Histogram histogram) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeDouble(Fields.number(Fields.HISTOGRAM_COUNT), histogram.count());
        out.writeDouble(Fields.number(Fields.HISTOGRAM_SUM), histogram.sum());
        out.writeSInt32(Fields.number(Fields.HISTOGRAM_SCHEMA), histogram.schema());
        out.writeDouble(Fields.number(Fields.HISTOGRAM_ZERO_THRESHOLD), histogram.zeroThreshold());
        out.writeDouble(Fields.number(Fields.HISTOGRAM_ZERO_COUNT), histogram.zeroCount());
        spans(out, Fields.HISTOGRAM_NEGATIVE_SPANS, histogram.negativeSpans());
        doubles(out, Fields.HISTOGRAM_NEGATIVE_COUNTS, histogram.negativeCounts());
        spans(out, Fields.HISTOGRAM_POSITIVE_SPANS, histogram.positiveSpans());
        doubles(out, Fields.HISTOGRAM_POSITIVE_COUNTS, histogram.positiveCounts());
        out.writeEnum(Fields.number(Fields.HISTOGRAM_RESET_HINT), number(histogram.hint()));
        out.writeInt64(Fields.number(Fields.HISTOGRAM_TIME), time);
        doubles(out, Fields.HISTOGRAM_BOUNDS, histogram.bounds());
        out.flush();
        return bytes.toByteArray();
    }

    private static void spans(CodedOutputStream out, int tag, List<Span> spans) throws IOException {
        for (Span span : spans) {
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(CodedOutputStream.computeSInt32Size(1, span.offset())
                    + CodedOutputStream.computeUInt32Size(2, span.length()));
            out.writeSInt32(1, span.offset());
            out.writeUInt32(2, span.length());
        }
    }

    private static void doubles(CodedOutputStream out, int tag, double[] numbers) throws IOException {
        if (numbers.length > 0) {
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(numbers.length * Double.BYTES);
            for (double number : numbers) {
                out.writeDoubleNoTag(number);
            }
        }
    }
}
