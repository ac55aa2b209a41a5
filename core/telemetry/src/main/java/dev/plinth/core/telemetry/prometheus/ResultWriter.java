// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.promql.QueryResult;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes results of queries as they are, one sample after the other, without a tree in between. */
final class ResultWriter {
    private final JsonGenerator json;

    ResultWriter(JsonGenerator json) {
        this.json = json;
    }

    /** @param limit how many series there may be */
    void write(QueryResult.Value value, int limit) {
        json.writeStartObject();
        json.writeStringProperty("resultType", value.type().code());
        json.writeName("result");
        switch (value) {
            case QueryResult.Scalar scalar -> point(scalar.time(), Texts.plain(scalar.value()));
            case QueryResult.Text text -> point(text.time(), text.value());
            case QueryResult.Vector vector -> {
                json.writeStartArray();
                first(vector.samples(), limit).forEach(this::sample);
                json.writeEndArray();
            }
            case QueryResult.Matrix matrix -> {
                json.writeStartArray();
                first(matrix.rows(), limit).forEach(this::row);
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    static boolean isMore(QueryResult.Value value, int limit) {
        return switch (value) {
            case QueryResult.Vector vector -> vector.samples().size() > limit;
            case QueryResult.Matrix matrix -> matrix.rows().size() > limit;
            case QueryResult.Scalar scalar -> false;
            case QueryResult.Text text -> false;
        };
    }

    private static <T> List<T> first(List<T> all, int limit) {
        return all.size() > limit ? all.subList(0, limit) : all;
    }

    private void sample(QueryResult.Sample sample) {
        json.writeStartObject();
        json.writeName("metric");
        labels(sample.labels());
        Histogram histogram = sample.histogram();
        if (histogram == null) {
            json.writeName("value");
            point(sample.time(), Numbers.value(sample.value()));
        } else {
            json.writeName("histogram");
            point(sample.time(), histogram);
        }
        json.writeEndObject();
    }

    private void row(QueryResult.Row row) {
        json.writeStartObject();
        json.writeName("metric");
        labels(row.labels());
        Samples samples = row.samples();
        @Nullable Histogram @Nullable [] histograms = samples.histograms();
        boolean open = false;
        for (int i = 0; i < samples.size(); i++) {
            if (histograms == null || histograms[i] == null) {
                if (!open) {
                    json.writeArrayPropertyStart("values");
                    open = true;
                }
                point(samples.times()[i], Numbers.value(samples.values()[i]));
            }
        }
        if (open) {
            json.writeEndArray();
        }
        if (histograms != null) {
            histograms(samples, histograms);
        }
        json.writeEndObject();
    }

    private void histograms(Samples samples, @Nullable Histogram[] histograms) {
        boolean open = false;
        for (int i = 0; i < samples.size(); i++) {
            Histogram histogram = histograms[i];
            if (histogram != null) {
                if (!open) {
                    json.writeArrayPropertyStart("histograms");
                    open = true;
                }
                point(samples.times()[i], histogram);
            }
        }
        if (open) {
            json.writeEndArray();
        }
    }

    private void point(long time, String value) {
        json.writeStartArray();
        json.writeNumber(Numbers.time(time));
        json.writeString(value);
        json.writeEndArray();
    }

    private void point(long time, Histogram histogram) {
        json.writeStartArray();
        json.writeNumber(Numbers.time(time));
        json.writeStartObject();
        json.writeStringProperty("count", Numbers.value(histogram.count()));
        json.writeStringProperty("sum", Numbers.value(histogram.sum()));
        List<Histogram.Bucket> buckets = histogram.buckets().stream()
                .filter(bucket -> bucket.count() != 0)
                .toList();
        if (!buckets.isEmpty()) {
            json.writeArrayPropertyStart("buckets");
            buckets.forEach(this::bucket);
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndArray();
    }

    private void bucket(Histogram.Bucket bucket) {
        json.writeStartArray();
        json.writeNumber(bounds(bucket));
        json.writeString(Numbers.value(bucket.lower()));
        json.writeString(Numbers.value(bucket.upper()));
        json.writeString(Numbers.value(bucket.count()));
        json.writeEndArray();
    }

    /** Which bounds belong to the bucket: 0 the upper one, 1 the lower one, 2 none, 3 both. */
    private static int bounds(Histogram.Bucket bucket) {
        if (bucket.lowerInclusive()) {
            return bucket.upperInclusive() ? 3 : 1;
        }
        return bucket.upperInclusive() ? 0 : 2;
    }

    void labels(Labels labels) {
        json.writeStartObject();
        for (int i = 0; i < labels.size(); i++) {
            json.writeStringProperty(labels.name(i), labels.value(i));
        }
        json.writeEndObject();
    }
}
