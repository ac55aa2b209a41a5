// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Timing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** What all parts of the evaluation of one query share: its source, its limits, and what is to be said about its result. */
final class Evaluation {
    private final SeriesSource source;
    private final EngineOptions options;
    private final long queryStart;
    private final long queryEnd;
    private final BooleanSupplier cancelled;
    private final long deadline;
    private final Annotations annotations = new Annotations();
    private long held;

    Evaluation(SeriesSource source, EngineOptions options, long queryStart, long queryEnd, BooleanSupplier cancelled) {
        this.source = source;
        this.options = options;
        this.queryStart = queryStart;
        this.queryEnd = queryEnd;
        this.cancelled = cancelled;
        this.deadline = System.nanoTime() + options.timeout().toNanos();
    }

    SeriesSource source() {
        return source;
    }

    EngineOptions options() {
        return options;
    }

    Annotations annotations() {
        return annotations;
    }

    /** Which part of the data a selector with this timing and range looks at. */
    Window window(Timing timing, long range) {
        Timing.At at = timing.at();
        if (at == null) {
            return new Window(range, timing.offset(), false, 0);
        }
        long time = switch (at.kind()) {
            case TIME -> at.millis();
            case START -> queryStart;
            case END -> queryEnd;
        };
        return new Window(range, timing.offset(), true, time);
    }

    /** To be called often: ends the query when it takes too long or nobody wants it any more. */
    void check() {
        if (cancelled.getAsBoolean()) {
            throw new QueryException(QueryException.Kind.CANCELLED, "query was canceled in expression evaluation");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new QueryException(QueryException.Kind.TIMEOUT, "query timed out in expression evaluation");
        }
    }

    /** So many more samples are in memory. */
    void hold(long samples) {
        held += samples;
        if (held > options.maxSamples()) {
            throw QueryException.tooManySamples();
        }
    }

    void release(long samples) {
        held -= samples;
    }

    /** All columns at once, held in memory until they are released. */
    List<Column> collect(Columns columns) {
        List<Column> all = new ArrayList<>();
        for (Column column = columns.next(); column != null; column = columns.next()) {
            hold(column.weight());
            all.add(column);
        }
        return all;
    }

    void release(List<Column> columns) {
        long weight = 0;
        for (Column column : columns) {
            weight += column.weight();
        }
        release(weight);
    }

    /** The labels that a result has which is not the metric any more: without its name, unless that is removed at the end. */
    Labels unnamed(Labels labels) {
        return options.delayedNameRemoval() ? labels : labels.dropMetric();
    }

    Column unnamed(Column column) {
        return column.withLabels(unnamed(column.labels()), true);
    }

    /** Fails when two columns with the same labels have a sample at the same step. */
    Columns distinct(Columns columns) {
        Map<Labels, BitSet> seen = new HashMap<>();
        return columns.map(column -> {
            BitSet steps = seen.get(column.labels());
            if (steps == null) {
                seen.put(column.labels(), presence(column));
                return column;
            }
            BitSet more = presence(column);
            if (steps.intersects(more)) {
                throw QueryException.sameLabels();
            }
            steps.or(more);
            return column;
        });
    }

    /** Each column changed. Fails when two that had different labels have the same ones then, at whatever step. */
    static Columns relabel(Columns columns, UnaryOperator<Column> change) {
        Map<Labels, Labels> before = new HashMap<>();
        return columns.map(column -> {
            Column changed = change.apply(column);
            Labels other = before.putIfAbsent(changed.labels(), column.labels());
            if (other != null && !other.equals(column.labels())) {
                throw QueryException.sameLabels();
            }
            return changed;
        });
    }

    /** The steps at which a column has a sample. */
    static BitSet presence(Column column) {
        BitSet steps = new BitSet(column.steps());
        for (int step = 0; step < column.steps(); step++) {
            if (column.has(step)) {
                steps.set(step);
            }
        }
        return steps;
    }

    /** One column for each set of labels. */
    static List<Column> merge(List<Column> columns) {
        Map<Labels, Integer> places = new HashMap<>();
        List<Column> merged = new ArrayList<>(columns.size());
        for (Column column : columns) {
            Integer place = places.putIfAbsent(column.labels(), merged.size());
            if (place == null) {
                merged.add(column);
            } else {
                merged.set(place, merge(merged.get(place), column));
            }
        }
        return merged;
    }

    private static Column merge(Column a, Column b) {
        ColumnBuilder merged = new ColumnBuilder(a.labels(), a.dropName(), a.steps());
        for (int step = 0; step < a.steps(); step++) {
            Column from = a.has(step) ? a : b.has(step) ? b : null;
            if (from != null) {
                merged.set(step, from.values()[step]);
                merged.set(step, from.histogram(step));
            }
        }
        return merged.build();
    }
}
