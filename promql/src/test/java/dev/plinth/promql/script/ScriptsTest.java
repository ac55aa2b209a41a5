// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.parser.AggregateOperator;
import dev.plinth.promql.parser.BinaryOperator;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Function;
import dev.plinth.promql.parser.Functions;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts among the resources: what each part of the language gives. */
class ScriptsTest {
    private static final EngineOptions OPTIONS = EngineOptions.DEFAULT.withParser(ParserOptions.EXPERIMENTAL);

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Path folder() {
        try {
            URI uri = Objects.requireNonNull(ScriptsTest.class.getResource("/scripts"))
                    .toURI();
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Script.Check> run(String script) {
        try {
            return Script.parse(Files.readString(folder().resolve(script))).run(OPTIONS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void queriesGiveWhatTheScriptSays(String script) {
        List<Script.Check> checks = run(script);

        assertThat(checks)
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.failure())
                        .as(script + ":" + check.line() + " " + check.query())
                        .isNull());
    }

    @Test
    void everyFunctionAndOperatorHasACase() throws IOException {
        Set<String> functions = new TreeSet<>();
        Set<AggregateOperator> aggregations = EnumSet.noneOf(AggregateOperator.class);
        Set<BinaryOperator> operators = EnumSet.noneOf(BinaryOperator.class);
        for (String script : scripts()) {
            for (Script.Check check : run(script)) {
                for (Expr expr : nodes(check.query())) {
                    switch (expr) {
                        case Expr.Call call -> functions.add(call.function().name());
                        case Expr.Aggregate aggregate -> aggregations.add(aggregate.operator());
                        case Expr.Binary binary -> operators.add(binary.operator());
                        default -> {}
                    }
                }
            }
        }

        assertThat(functions)
                .containsExactlyElementsOf(
                        Functions.all().stream().map(Function::name).toList());
        assertThat(aggregations).containsExactly(AggregateOperator.values());
        assertThat(operators).containsExactly(BinaryOperator.values());
    }

    private static List<Expr> nodes(String query) {
        List<Expr> nodes = new ArrayList<>();
        try {
            nodes.add(Parser.parse(query, ParserOptions.EXPERIMENTAL));
        } catch (ParseException e) {
            return nodes; // it was to fail
        }
        for (int i = 0; i < nodes.size(); i++) {
            nodes.addAll(nodes.get(i).children());
        }
        return nodes;
    }
}
