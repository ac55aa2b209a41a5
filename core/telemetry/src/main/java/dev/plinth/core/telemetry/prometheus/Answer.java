// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.telemetry.metric.remote.RemotePrometheus;
import dev.plinth.promql.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a request is answered with, beside that it succeeded.
 *
 * @param handedOn what a store of yours says, to be said as it is instead of all else
 */
record Answer(Data data, List<String> warnings, List<String> infos, RemotePrometheus.@Nullable Answer handedOn) {
    private static final int MAX_ANNOTATIONS = 10;
    private static final String TRUNCATED = "results truncated due to limit";

    /** Writes itself as one value. */
    interface Data {
        void write(JsonGenerator json);
    }

    static Answer of(Data data) {
        return new Answer(data, List.of(), List.of(), null);
    }

    static Answer handedOn(RemotePrometheus.Answer said) {
        return new Answer(json -> json.writeNull(), List.of(), List.of(), said);
    }

    /** Any value that Jackson can write; for what is small. */
    static Answer of(Object value) {
        return of(json -> json.writePOJO(value));
    }

    /** @param missing what the result lacks, in sentences */
    static Answer of(Data data, List<String> missing, boolean truncated) {
        List<String> warnings = new ArrayList<>(missing);
        if (truncated) {
            warnings.add(TRUNCATED);
        }
        return new Answer(data, warnings, List.of(), null);
    }

    /** With what is to be said about the result of a query. */
    Answer with(List<Annotation> annotations, String query) {
        List<String> more = new ArrayList<>(warnings);
        List<String> notes = new ArrayList<>(infos);
        for (Annotation annotation : annotations) {
            switch (annotation.level()) {
                case WARNING -> more.add(annotation.text(query));
                case INFO -> notes.add(annotation.text(query));
            }
        }
        return new Answer(data, few(more, "warning"), few(notes, "info"), null);
    }

    private static List<String> few(List<String> annotations, String kind) {
        if (annotations.size() <= MAX_ANNOTATIONS) {
            return annotations;
        }
        List<String> few = new ArrayList<>(annotations.subList(0, MAX_ANNOTATIONS));
        few.add((annotations.size() - MAX_ANNOTATIONS) + " more " + kind + " annotations omitted");
        return few;
    }
}
