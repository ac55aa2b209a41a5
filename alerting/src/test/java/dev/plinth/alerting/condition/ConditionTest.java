// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.parser.ValueType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The PromQL that conditions are, and what is wrong with those that make no sense. What comes of them is in {@code RuleTestsTest}. */
class ConditionTest {
    private static final String TOTAL =
            "sum by (transaction) (increase(business_transactions_total{transaction=\"order\"}[5m]))";
    private static final String FAILED =
            "sum by (transaction) (increase(business_transactions_total{transaction=\"order\",result=\"failure\"}[5m]))";

    private static void assertPromql(Condition condition, String promql) {
        assertThat(condition.promql()).isEqualTo(promql);
        assertThat(Parser.parse(promql, ParserOptions.STABLE).type()).isEqualTo(ValueType.VECTOR);
        assertThat(Parser.parse(condition.shown(), ParserOptions.STABLE).text())
                .isEqualTo(Parser.parse(promql, ParserOptions.STABLE).text());
    }

    private static void assertWrong(Supplier<Condition> condition, String field, String expected) {
        assertThatThrownBy(condition::get).isInstanceOfSatisfying(ConditionException.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.expected()).isEqualTo(expected);
        });
    }

    private static LogCondition logs(
            String query, List<String> tags, List<String> by, @Nullable String over, @Nullable String delay) {
        return new LogCondition("Timeouts", query, List.of("orders", "payments"), "error", tags, by, 10.0, over, delay);
    }

    @Test
    void a_share_of_failures() {
        assertPromql(
                new TransactionCondition("order", 0.1, null, null, null, null, null),
                FAILED + " / " + TOTAL + " > 0.1");
        assertPromql(
                new TransactionCondition("order", 0.1, null, null, null, 20.0, "5m"),
                FAILED + " / " + TOTAL + " > 0.1 and " + TOTAL + " >= 20");
    }

    @Test
    void counts_and_amounts() {
        assertPromql(
                new TransactionCondition("order", null, 20.0, null, null, null, "90m"),
                FAILED.replace("5m", "1h30m") + " > 20");
        assertPromql(
                new TransactionCondition("order", null, null, 5.0, null, null, null),
                "(" + TOTAL + " or label_replace(vector(0), \"transaction\", \"order\", \"\", \"\")) < 5");
        assertPromql(
                new TransactionCondition("order", null, null, null, 1000.5, null, null),
                FAILED.replace("transactions_total", "transaction_amount_total") + " > 1000.5");
    }

    @Test
    void names_are_quoted() {
        assertThat(new TransactionCondition("a\"b", null, 1.0, null, null, null, null).promql())
                .contains("transaction=\"a\\\"b\"");
    }

    @Test
    void silence() {
        assertPromql(
                new NoDataCondition("up{job='shop'}", null, null, false),
                "last_over_time(up{job=\"shop\"}[1h]) unless last_over_time(up{job=\"shop\"}[5m])");
        assertPromql(
                new NoDataCondition("up", "2m", "1d", true),
                "last_over_time(up[1d]) unless last_over_time(up[2m]) or absent_over_time(up[1d])");
    }

    @Test
    void log_records() {
        LogCondition condition =
                logs("timeout -\"no\nline\"", List.of("zone=a"), List.of("service", "http.route"), null, null);

        assertPromql(condition, "sum without (alert) (plinth_log_records{alert=\"Timeouts\"}) > 10");
        assertThat(condition.shown())
                .isEqualTo("sum without (alert) (plinth_log_records{alert=\"Timeouts\"}) > 10"
                        + " # log records, query=\"timeout -\\\"no\\nline\\\"\" services=\"orders\",\"payments\" severity>=error"
                        + " tags=\"zone=a\" by=\"service\",\"http.route\" over=5m");
        assertThat(LogCondition.label("http.route")).isEqualTo("http_route");
    }

    @Test
    void the_same_question_may_have_another_threshold() {
        LogCondition one = logs("x", List.of(), List.of(), null, "10s");

        assertThat(one.asksSame(new LogCondition(
                        "Timeouts",
                        "x",
                        List.of("orders", "payments"),
                        "error",
                        List.of(),
                        List.of(),
                        99.0,
                        "5m",
                        null)))
                .isTrue();
        assertThat(one.asksSame(logs("x", List.of(), List.of(), "6m", null))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -   | -  | -  | -  | -  | -   | failureRatioAbove | a share here, or one of failuresAbove, countBelow and failedAmountAbove
            0.1 | 20 | -  | -  | -  | -   | failuresAbove     | nothing, as failureRatioAbove is given
            -   | -  | 5  | 10 | -  | -   | failedAmountAbove | nothing, as countBelow is given
            1   | -  | -  | -  | -  | -   | failureRatioAbove | a share from 0 to less than 1, as 0.1 for a tenth
            NaN | -  | -  | -  | -  | -   | failureRatioAbove | 0 or more
            -   | -1 | -  | -  | -  | -   | failuresAbove     | 0 or more
            -   | -  | 0  | -  | -  | -   | countBelow        | more than 0
            -   | 20 | -  | -  | 5  | -   | minimum           | nothing, as it is for failureRatioAbove
            0.1 | -  | -  | -  | 0  | -   | minimum           | at least 1
            0.1 | -  | -  | -  | -  | 1m  | over              | a duration from 2m to 1d, as 5m
            0.1 | -  | -  | -  | -  | soon| over              | a duration from 2m to 1d, as 5m
            """)
    void transactions_that_make_no_sense(
            @Nullable Double ratio,
            @Nullable Double failures,
            @Nullable Double below,
            @Nullable Double amount,
            @Nullable Double minimum,
            @Nullable String over,
            String field,
            String expected) {
        assertWrong(
                () -> new TransactionCondition("order", ratio, failures, below, amount, minimum, over),
                field,
                expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            up[5m]          | -  | -  | expr   | series of one metric, as up{job="shop"}, without a window or an offset
            rate(up[5m])    | -  | -  | expr   | series of one metric, as up{job="shop"}, without a window or an offset
            up offset 5m    | -  | -  | expr   | series of one metric, as up{job="shop"}, without a window or an offset
            up @ end()      | -  | -  | expr   | series of one metric, as up{job="shop"}, without a window or an offset
            {job="shop"}    | -  | -  | expr   | series of one metric, as up{job="shop"}, without a window or an offset
            up{             | -  | -  | expr   | PromQL; 1:4: parse error: unexpected end of input inside braces
            up              | 1h | -  | within | less than 1h, or a longer of
            up              | 9m | 9m | of     | more than within
            up              | 0s | -  | within | a duration from 1s to 30d, as 5m
            """)
    void silence_that_makes_no_sense(
            String expr, @Nullable String within, @Nullable String of, String field, String expected) {
        assertWrong(() -> new NoDataCondition(expr, within, of, false), field, expected);
    }

    @Test
    void logs_that_make_no_sense() {
        assertWrong(
                () -> logs("x".repeat(1_001), List.of(), List.of(), null, null), "query", "at most 1000 characters");
        assertWrong(() -> logs("", List.of("zone"), List.of(), null, null), "tags", "at most 20, each as key=value");
        for (List<String> by : List.of(
                List.of("severity"),
                List.of("a.b", "a_b"),
                List.of("9"),
                List.of("__x"),
                List.of("k=v"),
                List.of("alert"))) {
            assertWrong(
                    () -> logs("", List.of(), by, null, null),
                    "by",
                    "at most 5, each service or the key of an attribute of which a label can be made, and not"
                            + " alert, alertname, alertstate, env, severity");
        }
        assertWrong(() -> logs("", List.of(), List.of(), "1s", null), "over", "a duration from 10s to 1d, as 5m");
        assertWrong(() -> logs("", List.of(), List.of(), null, "1h"), "delay", "a duration from 0s to 10m, as 10s");
        assertWrong(
                () -> new LogCondition("A", "", List.of(), "bad", List.of(), List.of(), 1.0, null, null),
                "severity",
                "one of trace, debug, info, warn, error, fatal");
        assertWrong(
                () -> new LogCondition("A", "", List.of(), "", List.of(), List.of(), null, null, null),
                "above",
                "how many are too many, 0 or more");
    }
}
