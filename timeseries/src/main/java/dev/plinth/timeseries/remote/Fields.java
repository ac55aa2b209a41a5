// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import com.google.protobuf.WireFormat;

/** Tags of the fields of {@code prometheus.WriteRequest} and what is in it. */
final class Fields {
    static final int SERIES = message(1);
    static final int METADATA = message(3);

    static final int READ_RESULTS = message(1);

    static final int SERIES_LABELS = message(1);
    static final int SERIES_SAMPLES = message(2);
    static final int SERIES_EXEMPLARS = message(3);
    static final int SERIES_HISTOGRAMS = message(4);

    static final int LABEL_NAME = message(1);
    static final int LABEL_VALUE = message(2);

    static final int SAMPLE_VALUE = fixed(1);
    static final int SAMPLE_TIME = varint(2);

    static final int EXEMPLAR_LABELS = message(1);
    static final int EXEMPLAR_VALUE = fixed(2);
    static final int EXEMPLAR_TIME = varint(3);

    static final int METADATA_TYPE = varint(1);
    static final int METADATA_FAMILY = message(2);
    static final int METADATA_HELP = message(4);
    static final int METADATA_UNIT = message(5);

    static final int HISTOGRAM_COUNT_INT = varint(1);
    static final int HISTOGRAM_COUNT = fixed(2);
    static final int HISTOGRAM_SUM = fixed(3);
    static final int HISTOGRAM_SCHEMA = varint(4);
    static final int HISTOGRAM_ZERO_THRESHOLD = fixed(5);
    static final int HISTOGRAM_ZERO_COUNT_INT = varint(6);
    static final int HISTOGRAM_ZERO_COUNT = fixed(7);
    static final int HISTOGRAM_NEGATIVE_SPANS = message(8);
    static final int HISTOGRAM_NEGATIVE_DELTA = varint(9);
    static final int HISTOGRAM_NEGATIVE_DELTAS = message(9);
    static final int HISTOGRAM_NEGATIVE_COUNT = fixed(10);
    static final int HISTOGRAM_NEGATIVE_COUNTS = message(10);
    static final int HISTOGRAM_POSITIVE_SPANS = message(11);
    static final int HISTOGRAM_POSITIVE_DELTA = varint(12);
    static final int HISTOGRAM_POSITIVE_DELTAS = message(12);
    static final int HISTOGRAM_POSITIVE_COUNT = fixed(13);
    static final int HISTOGRAM_POSITIVE_COUNTS = message(13);
    static final int HISTOGRAM_RESET_HINT = varint(14);
    static final int HISTOGRAM_TIME = varint(15);
    static final int HISTOGRAM_BOUND = fixed(16);
    static final int HISTOGRAM_BOUNDS = message(16);

    static final int SPAN_OFFSET = varint(1);
    static final int SPAN_LENGTH = varint(2);

    private static final int TYPE_BITS = 3;

    private Fields() {}

    private static int message(int number) {
        return (number << TYPE_BITS) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static int varint(int number) {
        return (number << TYPE_BITS) | WireFormat.WIRETYPE_VARINT;
    }

    private static int fixed(int number) {
        return (number << TYPE_BITS) | WireFormat.WIRETYPE_FIXED64;
    }

    static int number(int tag) {
        return tag >>> TYPE_BITS;
    }
}
