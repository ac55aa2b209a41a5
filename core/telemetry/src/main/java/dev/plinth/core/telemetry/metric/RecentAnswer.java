// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.telemetry.metric.Recent.Found;
import dev.plinth.core.telemetry.metric.Recent.RecentSeries;
import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.column.Chunk;
import dev.plinth.timeseries.remote.LabelBytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What one core tells another, as bytes. */
final class RecentAnswer {
    private RecentAnswer() {}

    /** @param withSamples whether samples go with the labels */
    static void write(Found found, boolean withSamples, DataOutputStream out) throws IOException {
        out.writeInt(found.cutUntil().size());
        for (Map.Entry<Integer, Long> each : found.cutUntil().entrySet()) {
            out.writeInt(each.getKey());
            out.writeLong(each.getValue());
        }
        out.writeInt(found.missing().size());
        for (String each : found.missing()) {
            out.writeUTF(each);
        }
        out.writeInt(found.series().size());
        for (RecentSeries each : found.series()) {
            write(each.labels(), out);
            if (withSamples) {
                Samples samples = each.samples().get();
                out.writeBoolean(samples.size() > 0);
                if (samples.size() > 0) {
                    Chunk.of(samples).write(out);
                }
            }
        }
        out.flush();
    }

    static Found read(boolean withSamples, DataInputStream in) throws IOException {
        Map<Integer, Long> cutUntil = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            cutUntil.put(in.readInt(), in.readLong());
        }
        List<String> missing = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            missing.add(in.readUTF());
        }
        List<RecentSeries> series = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            Labels labels = labels(in);
            if (withSamples && in.readBoolean()) {
                Chunk chunk = Chunk.read(in);
                series.add(new RecentSeries(labels, chunk::samples));
            } else {
                series.add(new RecentSeries(labels, () -> Samples.NONE));
            }
        }
        return new Found(series, cutUntil, missing);
    }

    private static void write(Labels labels, DataOutputStream out) throws IOException {
        byte[] bytes = LabelBytes.of(labels);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Labels labels(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return LabelBytes.read(bytes, 0, bytes.length, UnaryOperator.identity());
    }

    static void writeExemplars(Map<Labels, List<Exemplar>> exemplars, DataOutputStream out) throws IOException {
        out.writeInt(exemplars.size());
        for (Map.Entry<Labels, List<Exemplar>> each : exemplars.entrySet()) {
            write(each.getKey(), out);
            out.writeInt(each.getValue().size());
            for (Exemplar exemplar : each.getValue()) {
                write(exemplar.labels(), out);
                out.writeLong(exemplar.time());
                out.writeDouble(exemplar.value());
            }
        }
        out.flush();
    }

    static Map<Labels, List<Exemplar>> readExemplars(DataInputStream in) throws IOException {
        Map<Labels, List<Exemplar>> exemplars = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            List<Exemplar> ofSeries = exemplars.computeIfAbsent(labels(in), labels -> new ArrayList<>());
            for (int j = in.readInt(); j > 0; j--) {
                ofSeries.add(new Exemplar(labels(in), in.readLong(), in.readDouble()));
            }
        }
        return exemplars;
    }

    static void writeMetadata(Map<String, Set<Metadata>> metadata, DataOutputStream out) throws IOException {
        out.writeInt(metadata.values().stream().mapToInt(Set::size).sum());
        for (Set<Metadata> all : metadata.values()) {
            for (Metadata each : all) {
                out.writeUTF(each.family());
                out.writeUTF(each.type().name());
                out.writeUTF(each.help());
                out.writeUTF(each.unit());
            }
        }
        out.flush();
    }

    static Map<String, Set<Metadata>> readMetadata(DataInputStream in) throws IOException {
        Map<String, Set<Metadata>> metadata = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            Metadata each = new Metadata(in.readUTF(), Metadata.Type.valueOf(in.readUTF()), in.readUTF(), in.readUTF());
            metadata.computeIfAbsent(each.family(), family -> new HashSet<>()).add(each);
        }
        return metadata;
    }
}
