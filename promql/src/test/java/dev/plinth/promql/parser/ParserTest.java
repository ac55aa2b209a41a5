// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static Expr parse(String query) {
        return Parser.parse(query, ParserOptions.EXPERIMENTAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "up{job=\"a\"}",
                "{__name__=\"my.metric\"}",
                "{\"x.y\"!=\"z\",__name__=~\"a|b\"}",
                "up offset 5m",
                "up offset -1h30m",
                "up @ 1.500",
                "up @ start() offset 1w",
                "up[5m] @ end()",
                "rate(up[1m])[1h:30s] @ 10.000 offset 1d",
                "sum by (a, \"b c\") (up)",
                "sum without (a) (up)",
                "topk(5, up)",
                "count_values(\"v\", up)",
                "a + on (x) group_left (y) b",
                "a == bool ignoring (x) b",
                "a and on () b",
                "(a + b) * -c ^ 2",
                "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")",
                "time() - 300",
                "5m",
                "\"quoted \\\"text\\\"\"",
                "up[5m * 2 + 30s]",
                "up offset (1h / 2)",
                "limit_ratio(0.5, up)",
            })
    void printsWhatItRead(String query) {
        assertThat(Printer.print(parse(query))).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "sum(up)by(job)|sum by (job) (up)",
                "up {b='1', a=`2` , }|up{a=\"2\",b=\"1\"}",
                "SUM(up) AND up|sum(up) and up",
                "up[300]|up[5m]",
                "up[90m]|up[1h30m]",
                "0x10 + 1e2|16 + 100",
                "# nothing but\\n up # a name|up",
                "{\"my.metric\"}|{__name__=\"my.metric\"}",
                "up{\"a\"=\"b\"}|up{a=\"b\"}",
                "a+-b|a + -b",
                "+Inf|+Inf",
            })
    void printsInOneForm(String query, String printed) {
        assertThat(Printer.print(parse(query.replace("\\n", "\n")))).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "sum(|1:5: parse error: unclosed left parenthesis",
                "a b|1:3: parse error: unexpected identifier \"b\"",
                "a +|1:4: parse error: unexpected end of input",
                "1 +\\n )|2:2: parse error: unexpected right parenthesis ')'",
                "sum(a b)|1:7: parse error: unexpected identifier \"b\" in aggregation",
                "a{b}|1:4: parse error: unexpected \"}\" in label matching, expected label matching operator",
                "a{b=c}|1:5: parse error: unexpected identifier \"c\" in label matching, expected string",
                "a{b=\"c\" d=\"e\"}|1:9: parse error: unexpected identifier \"d\" in label matching, expected \",\" or \"}\"",
                "a{b=~\"(\"}|1:3: parse error: error parsing regexp: missing closing ): `(`",
                "sum by a (b)|1:8: parse error: unexpected identifier \"a\" in grouping opts, expected \"(\"",
                "a[5m|1:5: parse error: unclosed left bracket",
                "a[b]|1:3: parse error: unexpected character in duration expression: 'b'",
                "a[5m:2m:]|1:8: parse error: unexpected colon ':'",
                "a[0]|1:3: parse error: duration must be greater than 0",
                "a offset b|1:10: parse error: unexpected identifier \"b\" in offset, expected number or duration",
                "a @ b|1:5: parse error: unexpected identifier \"b\" in @, expected timestamp",
                "sum(a)[5m]|1:7: parse error: ranges only allowed for vector selectors",
                "a offset 5m [5m]|1:13: parse error: no offset modifiers allowed before range",
                "(a + b) offset 5m|1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery",
                "fly(a)|1:1: parse error: unknown function with name \"fly\"",
                "rate(a)|1:6: parse error: expected type range vector in call to function \"rate\", got instant vector",
                "abs(a, b)|1:1: parse error: expected 1 argument(s) in call to \"abs\", got 2",
                "abs(a,)|1:6: parse error: trailing commas not allowed in function call args",
                "round(a, 1, 2)|1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3",
                "label_join(a)|1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 1",
                "topk(a, b)|1:6: parse error: expected type scalar in aggregation parameter, got instant vector",
                "a + bool b|1:3: parse error: bool modifier can only be used on comparison operators",
                "1 > 2|1:3: parse error: comparisons between scalars must use BOOL modifier",
                "a + \"b\"|1:5: parse error: binary expression must contain only scalar and instant vector types",
                "a or 1|1:1: parse error: set operator \"or\" not allowed in binary scalar expression",
                "a * on (x) 1|1:1: parse error: vector matching only allowed between instant vectors",
                "a * on (x) group_left (x) b|1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once",
                "-a[5m]|1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got \"range vector\"",
                "{}|1:1: parse error: vector selector must contain at least one non-empty matcher",
                "a{__name__=\"b\"}|1:1: parse error: metric name must not be set twice: \"a\" or \"b\"",
                "1x|1:1: parse error: bad number or duration syntax: \"1\"",
                "\"abc|1:1: parse error: unterminated quoted string",
                "\"\\q\"|1:1: parse error: unknown escape sequence U+0071 'q'",
                "a ! b|1:3: parse error: unexpected character after '!': ' '",
                "a $ b|1:3: parse error: unexpected character: '$'",
                "1e400|1:1: parse error: error parsing number: strconv.ParseFloat: parsing \"1e400\": value out of range",
                "a[1s1m]|1:3: parse error: not a valid duration string: \"1s1m\"",
            })
    void saysWhatIsWrongAndWhere(String query, String message) {
        assertThatThrownBy(() -> parse(query.replace("\\n", "\n")))
                .isInstanceOf(ParseException.class)
                .hasMessage(message);
    }

    @Test
    void nothingIsNoQuery() {
        assertThatThrownBy(() -> parse("")).hasMessage("unknown position: parse error: no expression found in input");
        assertThatThrownBy(() -> parse(" # ")).hasMessage("1:1: parse error: no expression found in input");
    }

    @Test
    void experimentsAreOffUnlessAskedFor() {
        for (String query : List.of("mad_over_time(a[5m])", "limitk(1, a)", "a[5m * 2]", "info(a)")) {
            assertThatThrownBy(() -> Parser.parse(query, ParserOptions.STABLE))
                    .isInstanceOf(ParseException.class)
                    .hasMessageMatching(".*(not enabled|must be enabled).*");
        }
    }

    @Test
    void nodesKnowWhereTheyAre() {
        String query = "sum(rate(a{b=\"c\"}[5m] offset 1m)) by (x) / -2";

        Expr.Binary division = (Expr.Binary) parse(query);
        Expr.Aggregate sum = (Expr.Aggregate) division.left();
        Expr.Call rate = (Expr.Call) sum.operand();
        Expr.MatrixSelector range = (Expr.MatrixSelector) rate.arguments().getFirst();

        assertThat(text(query, division)).isEqualTo(query);
        assertThat(text(query, sum)).isEqualTo("sum(rate(a{b=\"c\"}[5m] offset 1m)) by (x)");
        assertThat(text(query, rate)).isEqualTo("rate(a{b=\"c\"}[5m] offset 1m)");
        assertThat(text(query, range)).isEqualTo("a{b=\"c\"}[5m] offset 1m");
        assertThat(text(query, range.selector())).isEqualTo("a{b=\"c\"}");
        assertThat(text(query, division.right())).isEqualTo("-2");
    }

    private static String text(String query, Expr expr) {
        return query.substring(expr.position().start(), expr.position().end());
    }

    @Test
    void readsSelectorsAndMetrics() {
        assertThat(Parser.parseSelector("up{job=~\"a.*\"}"))
                .containsExactly(
                        Matcher.of(Matcher.Kind.REGEX, "job", "a.*"), Matcher.of(Matcher.Kind.EQUAL, "__name__", "up"));
        assertThat(Parser.parseMetric("up{job=\"a\",}")).isEqualTo(Labels.of("__name__", "up", "job", "a"));
        assertThatThrownBy(() -> Parser.parseSelector("up[5m]")).isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> Parser.parseMetric("up{job=~\"a\"}")).isInstanceOf(ParseException.class);
    }

    @Test
    void longQueriesGetSeveralLines() {
        assertThat(PrettyPrinter.print(
                        parse("sum by (job) (rate(requests_total{code=~\"5..\"}[5m])) / on (job) b"), 40))
                .isEqualTo("""
                          sum by (job) (
                            rate(requests_total{code=~"5.."}[5m])
                          )
                        / on (job)
                          b""");
        assertThat(PrettyPrinter.print(parse("a+b"))).isEqualTo("a + b");
    }
}
