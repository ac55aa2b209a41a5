// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import com.google.protobuf.CodedOutputStream;
import dev.plinth.promql.model.Histogram;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes fields of {@code prometheus.WriteRequest}; one after the other they are a request. */
public final class RemoteWrite {
    private RemoteWrite() {}

    /** A series as a field of a request, its labels as {@link LabelBytes} wants them. */
    public static byte[] field(TimeSeries series) {
        try {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.writeBytes(LabelBytes.of(series.labels()));
            CodedOutputStream out = CodedOutputStream.newInstance(message);
            for (Point point : series.points()) {
                Histogram histogram = point.histogram();
                if (histogram == null) {
                    sample(out, point.value(), point.time());
                } else {
                    out.writeByteArray(
                            Fields.number(Fields.SERIES_HISTOGRAMS), HistogramFields.write(point.time(), histogram));
                }
            }
            for (Exemplar exemplar : series.exemplars()) {
                out.writeByteArray(Fields.number(Fields.SERIES_EXEMPLARS), exemplar(exemplar));
            }
            out.flush();
            return field(Fields.SERIES, message.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sample(CodedOutputStream out, double value, long time) throws IOException {
        int valueField = Fields.number(Fields.SAMPLE_VALUE);
        int timeField = Fields.number(Fields.SAMPLE_TIME);
        out.writeUInt32NoTag(Fields.SERIES_SAMPLES);
        out.writeUInt32NoTag(CodedOutputStream.computeDoubleSize(valueField, value)
                + CodedOutputStream.computeInt64Size(timeField, time));
        out.writeDouble(valueField, value);
        out.writeInt64(timeField, time);
    }

    private static byte[] exemplar(Exemplar exemplar) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        // labels have the same number and form as those of a series
        message.writeBytes(LabelBytes.of(exemplar.labels()));
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        out.writeDouble(Fields.number(Fields.EXEMPLAR_VALUE), exemplar.value());
        out.writeInt64(Fields.number(Fields.EXEMPLAR_TIME), exemplar.time());
        out.flush();
        return message.toByteArray();
    }

    /** Metadata as a field of a request. */
    public static byte[] field(Metadata metadata) {
        try {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(message);
            out.writeEnum(Fields.number(Fields.METADATA_TYPE), number(metadata.type()));
            out.writeString(Fields.number(Fields.METADATA_FAMILY), metadata.family());
            out.writeString(Fields.number(Fields.METADATA_HELP), metadata.help());
            out.writeString(Fields.number(Fields.METADATA_UNIT), metadata.unit());
            out.flush();
            return field(Fields.METADATA, message.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] field(int tag, byte[] message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 8);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(Fields.number(tag), message);
        out.flush();
        return bytes.toByteArray();
    }

    private static int number(Metadata.Type type) {
        return switch (type) {
            case UNKNOWN -> 0;
            case COUNTER -> 1;
            case GAUGE -> 2;
            case HISTOGRAM -> 3;
            case GAUGEHISTOGRAM -> 4;
            case SUMMARY -> 5;
            case INFO -> 6;
            case STATESET -> 7;
        };
    }

    static Metadata.Type type(long number) {
        for (Metadata.Type each : Metadata.Type.values()) {
            if (number(each) == number) {
                return each;
            }
        }
        return Metadata.Type.UNKNOWN;
    }
}
