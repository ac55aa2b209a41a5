// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryException;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Matrix;
import dev.plinth.promql.QueryResult.Row;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.QueryResult.Scalar;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script in the language of Prometheus' promqltest: {@code load} series, {@code clear} them, {@code eval} queries and say what they
 * must give. Instant queries are evaluated in a range, too, and at other times with {@code @}: they must give the same.
 */
public final class Script {
    private static final long MINUTE = 60_000;
    private final List<Command> commands;

    private Script(List<Command> commands) {
        this.commands = commands;
    }

    /**
     * One query of a script.
     *
     * @param failure what is not as expected, or null
     */
    public record Check(int line, String query, @Nullable String failure) {}

    /** @throws ScriptException when it is none */
    public static Script parse(String text) {
        return new Script(new ScriptParser(text).commands());
    }

    /** Runs all commands, and tells how each query went. */
    public List<Check> run(EngineOptions options) {
        Engine engine = new Engine(options);
        InMemorySource source = new InMemorySource();
        List<Check> checks = new ArrayList<>();
        for (Command command : commands) {
            switch (command) {
                case Command.Clear _ -> source.clear();
                case Command.Load load -> load(load, source);
                case Command.Evaluate evaluate ->
                    checks.add(
                            new Check(evaluate.line(), evaluate.query(), new Run(engine, source, evaluate).failure()));
            }
        }
        return checks;
    }

    private static void load(Command.Load load, InMemorySource source) {
        load.series().forEach(series -> source.add(series, 0, load.interval()));
        if (load.withCustomBuckets()) {
            CustomBuckets buckets = new CustomBuckets();
            load.series().forEach(buckets::add);
            buckets.addTo(source, load.interval());
        }
    }

    /** The evaluation of one query. */
    private static final class Run {
        private final Engine engine;
        private final InMemorySource source;
        private final Command.Evaluate evaluate;
        private final Command.Expected expected;
        private final Comparison comparison;

        Run(Engine engine, InMemorySource source, Command.Evaluate evaluate) {
            this.engine = engine;
            this.source = source;
            this.evaluate = evaluate;
            this.expected = evaluate.expected();
            this.comparison = new Comparison(expected);
        }

        @Nullable
        String failure() {
            try {
                Expr query = engine.parse(evaluate.query());
                return evaluate.isRange() ? range(query) : instants(query);
            } catch (ParseException e) {
                return error(String.valueOf(e.getMessage()));
            }
        }

        private @Nullable String error(String message) {
            if (!expected.isFailure()) {
                return "error evaluating query: " + message;
            }
            for (Command.Expectation expectation : expected.of(Command.Expectation.Kind.FAIL)) {
                if (!expectation.matches(message)) {
                    return "expected error \"" + expectation.wanted() + "\", but got: " + message;
                }
            }
            return null;
        }

        private @Nullable String range(Expr query) {
            try {
                return check(
                        engine.range(source, query, evaluate.start(), evaluate.end(), evaluate.step(), () -> false));
            } catch (QueryException e) {
                return error(String.valueOf(e.getMessage()));
            }
        }

        private @Nullable String check(QueryResult result) {
            if (expected.isFailure()) {
                return "expected error evaluating query but got none";
            }
            String annotations = comparison.annotations(result);
            return annotations != null ? annotations : comparison.value(result.value(), evaluate);
        }

        private @Nullable String instants(Expr query) {
            long time = evaluate.start();
            String failure = instant(query, time);
            Expr fixed = FixedTime.in(query, time);
            if (failure != null || fixed == null || expected.times() != null) {
                return failure;
            }
            for (long other : new long[] {-10 * time, 0, time / 5, 10 * time + 1000}) {
                failure = instant(fixed, other);
                if (failure != null) {
                    return failure + " (as " + fixed.text() + " at " + other + ")";
                }
            }
            return null;
        }

        private @Nullable String instant(Expr query, long time) {
            QueryResult result;
            try {
                result = engine.instant(source, query, time, () -> false);
            } catch (QueryException e) {
                return error(String.valueOf(e.getMessage()));
            }
            String failure = check(result);
            boolean ranged = query.type() == ValueType.SCALAR || query.type() == ValueType.VECTOR;
            if (failure != null || !ranged || expected.isOrdered()) {
                return failure;
            }
            try {
                failure = inRange(query, time);
                return failure == null ? null : failure + " (in range mode)";
            } catch (QueryException e) {
                return "error in range mode: " + e.getMessage();
            }
        }

        /** What the query gives at the middle of three steps. */
        private @Nullable String inRange(Expr query, long time) {
            Matrix matrix = (Matrix) engine.range(source, query, time - MINUTE, time + MINUTE, MINUTE, () -> false)
                    .value();
            List<Sample> samples = new ArrayList<>();
            for (Row row : matrix.rows()) {
                for (int i = 0; i < row.samples().size(); i++) {
                    if (row.samples().times()[i] == time) {
                        @Nullable Histogram[] histograms = row.samples().histograms();
                        samples.add(new Sample(
                                row.labels(),
                                time,
                                row.samples().values()[i],
                                histograms == null ? null : histograms[i]));
                    }
                }
            }
            QueryResult.Value value = query.type() == ValueType.SCALAR
                    ? new Scalar(time, samples.getFirst().value())
                    : new Vector(samples);
            return comparison.value(value, evaluate);
        }
    }
}
