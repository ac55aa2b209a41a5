// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

import com.google.protobuf.CodedInputStream;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the series of a request, from one to the next, and reads of each only what is asked for.
 *
 * <pre>{@code
 * SeriesCursor series = new SeriesCursor(request);
 * while (series.next()) {
 *     if (series.isCanonical()) {
 *         …
 *     }
 * }
 * }</pre>
 */
public final class SeriesCursor {
    private final Wire request;
    private final Wire series;
    private final Wire sample;
    private final List<Metadata> metadata = new ArrayList<>();
    private int messageFrom;
    private int from;
    private int to;
    private int labelsEnd;

    public SeriesCursor(byte[] request) {
        this(new Wire(request, 0, request.length));
    }

    private SeriesCursor(Wire request) {
        this.request = request;
        this.series = new Wire(request.bytes, 0, 0);
        this.sample = new Wire(request.bytes, 0, 0);
    }

    /** Over the series of the first result in a {@code prometheus.ReadResponse}, which are as in a request. */
    public static SeriesCursor ofReadResponse(byte[] response) throws MalformedRequestException {
        Wire all = new Wire(response, 0, response.length);
        while (!all.isAtEnd()) {
            int tag = all.tag();
            if (tag == Fields.READ_RESULTS) {
                int length = all.length();
                return new SeriesCursor(new Wire(response, all.at, all.at + length));
            }
            all.skip(tag);
        }
        return new SeriesCursor(new Wire(response, 0, 0));
    }

    /** Takes the samples of a series. */
    public interface Sink {
        void number(long time, double value);

        void histogram(long time, Histogram histogram);

        void exemplar(Exemplar exemplar);
    }

    /** Goes to the next series. Metadata before it and, at the end, behind it is read, too. */
    public boolean next() throws MalformedRequestException {
        while (!request.isAtEnd()) {
            messageFrom = request.at;
            int tag = request.tag();
            if (tag == Fields.SERIES) {
                int length = request.length();
                from = request.at;
                to = from + length;
                request.at = to;
                labelsEnd = LabelBytes.end(request.bytes, from, to);
                return true;
            } else if (tag == Fields.METADATA) {
                int length = request.length();
                int end = request.at + length;
                metadata.add(metadata(new Wire(request.bytes, request.at, end)));
                request.at = end;
            } else {
                request.skip(tag);
            }
        }
        return false;
    }

    public byte[] bytes() {
        return request.bytes;
    }

    /** Where the labels begin. */
    public int labelsFrom() {
        return from;
    }

    /** Where the labels end, when they are {@linkplain #isCanonical() as they should be}. */
    public int labelsTo() {
        return labelsEnd;
    }

    /** Where its field in the request begins, with tag and length. */
    public int fieldFrom() {
        return messageFrom;
    }

    /** Where its field in the request ends. */
    public int fieldTo() {
        return to;
    }

    /** Whether its labels are the bytes that these labels always are. When not, {@link #read} and write it again. */
    public boolean isCanonical() {
        return labelsEnd > from;
    }

    /** For a series with labels that are as they should be. */
    public Labels labels(UnaryOperator<String> shared) {
        return LabelBytes.read(request.bytes, from, labelsEnd, shared);
    }

    /** The value of a label, or an empty text. For a series with labels that are as they should be. */
    public String label(byte[] name) {
        return Objects.requireNonNullElse(LabelBytes.value(request.bytes, from, labelsEnd, name), "");
    }

    /** Metadata that was passed so far. */
    public List<Metadata> metadata() {
        return metadata;
    }

    /** Reads all samples and exemplars. For a series with labels that are as they should be. */
    public void samples(Sink sink) throws MalformedRequestException {
        series.reset(labelsEnd, to);
        fields(sink, null);
    }

    /**
     * Reads everything, in whatever form and order it is.
     *
     * @throws MalformedRequestException also when a label is there twice; the next series can be read nevertheless
     */
    public TimeSeries read() throws MalformedRequestException {
        Map<String, String> labels = new HashMap<>();
        List<Point> points = new ArrayList<>();
        List<Exemplar> exemplars = new ArrayList<>();
        series.reset(from, to);
        fields(
                new Sink() {
                    @Override
                    public void number(long time, double value) {
                        points.add(Point.of(time, value));
                    }

                    @Override
                    public void histogram(long time, Histogram histogram) {
                        points.add(Point.of(time, histogram));
                    }

                    @Override
                    public void exemplar(Exemplar exemplar) {
                        exemplars.add(exemplar);
                    }
                },
                labels);
        return new TimeSeries(Labels.copyOf(labels), points, exemplars);
    }

    private void fields(Sink sink, @Nullable Map<String, String> labels) throws MalformedRequestException {
        while (!series.isAtEnd()) {
            int tag = series.tag();
            if (tag == Fields.SERIES_SAMPLES) {
                enter();
                number(sink);
            } else if (tag == Fields.SERIES_HISTOGRAMS) {
                enter();
                histogram(sink);
            } else if (tag == Fields.SERIES_EXEMPLARS) {
                enter();
                sink.exemplar(exemplar());
            } else if (tag == Fields.SERIES_LABELS && labels != null) {
                enter();
                label(labels);
            } else if (tag == Fields.SERIES_LABELS) {
                throw new MalformedRequestException("labels of a series are behind its samples");
            } else {
                series.skip(tag);
            }
        }
    }

    /** Goes into a message within the series. */
    private void enter() throws MalformedRequestException {
        int length = series.length();
        sample.reset(series.at, series.at + length);
        series.at += length;
    }

    private void number(Sink sink) throws MalformedRequestException {
        double value = 0;
        long time = 0;
        while (!sample.isAtEnd()) {
            int tag = sample.tag();
            if (tag == Fields.SAMPLE_VALUE) {
                value = sample.fixed();
            } else if (tag == Fields.SAMPLE_TIME) {
                time = sample.varint();
            } else {
                sample.skip(tag);
            }
        }
        sink.number(time, value);
    }

    private void histogram(Sink sink) throws MalformedRequestException {
        try {
            Point point =
                    HistogramFields.read(CodedInputStream.newInstance(sample.bytes, sample.at, sample.end - sample.at));
            sink.histogram(point.time(), Objects.requireNonNull(point.histogram()));
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedRequestException("a histogram cannot be read: " + e.getMessage());
        }
    }

    private Exemplar exemplar() throws MalformedRequestException {
        Map<String, String> labels = new HashMap<>();
        double value = 0;
        long time = 0;
        while (!sample.isAtEnd()) {
            int tag = sample.tag();
            if (tag == Fields.EXEMPLAR_VALUE) {
                value = sample.fixed();
            } else if (tag == Fields.EXEMPLAR_TIME) {
                time = sample.varint();
            } else if (tag == Fields.EXEMPLAR_LABELS) {
                int length = sample.length();
                int end = sample.end;
                int next = sample.at + length;
                sample.reset(sample.at, next);
                label(labels);
                sample.reset(next, end);
            } else {
                sample.skip(tag);
            }
        }
        return new Exemplar(Labels.copyOf(labels), time, value);
    }

    private void label(Map<String, String> labels) throws MalformedRequestException {
        String name = "";
        String value = "";
        while (!sample.isAtEnd()) {
            int tag = sample.tag();
            if (tag == Fields.LABEL_NAME) {
                name = text(sample);
            } else if (tag == Fields.LABEL_VALUE) {
                value = text(sample);
            } else {
                sample.skip(tag);
            }
        }
        if (labels.put(name, value) != null) {
            throw new MalformedRequestException("the label " + name + " is there twice");
        }
    }

    private static String text(Wire in) throws MalformedRequestException {
        int length = in.length();
        in.at += length;
        return new String(in.bytes, in.at - length, length, StandardCharsets.UTF_8);
    }

    private static Metadata metadata(Wire in) throws MalformedRequestException {
        Metadata.Type type = Metadata.Type.UNKNOWN;
        String family = "";
        String help = "";
        String unit = "";
        while (!in.isAtEnd()) {
            int tag = in.tag();
            if (tag == Fields.METADATA_TYPE) {
                type = RemoteWrite.type(in.varint());
            } else if (tag == Fields.METADATA_FAMILY) {
                family = text(in);
            } else if (tag == Fields.METADATA_HELP) {
                help = text(in);
            } else if (tag == Fields.METADATA_UNIT) {
                unit = text(in);
            } else {
                in.skip(tag);
            }
        }
        return new Metadata(family, type, help, unit);
    }
}
