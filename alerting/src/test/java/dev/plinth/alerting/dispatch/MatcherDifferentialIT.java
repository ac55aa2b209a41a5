// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher.Kind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A real Alertmanager accepts the matchers that we accept, and they match what ours match. */
class MatcherDifferentialIT {
    private static final JsonMapper JSON = new JsonMapper();

    private static final List<Labels> ALERTS = List.of(
            Labels.of("a", "b"),
            Labels.of("a", "b,c"),
            Labels.of("a", "x\"y"),
            Labels.of("a", "x\\y"),
            Labels.of("a", "x\\\\y"),
            Labels.of("a", "x\ny"),
            Labels.of("a", "x\\ty"),
            Labels.of("a", "x\ty"),
            Labels.of("a", " b"),
            Labels.of("a", "b}"),
            Labels.of("a", "{b"),
            Labels.of("a", "\u00fc\u20ac"),
            Labels.of("a", "bb"),
            Labels.of("a", "'b'"),
            Labels.of("a", "=b"),
            Labels.of("a", "~b"),
            Labels.of("c", "b"));

    /** Matchers, good and bad, one each. */
    private static final List<String> SINGLE = List.of(
            "a=b",
            "a=\"b\"",
            " a = b ",
            "a  =  \"b\"",
            "a!=b",
            "a=~b",
            "a=~\"b.*\"",
            "a!~\"b.*\"",
            "a=",
            "a=\"\"",
            "a!=\"\"",
            "a=~\"\"",
            "a=~",
            "a!~\"\"",
            "a=\"b,c\"",
            "a=b,c",
            "a=\"x\\\"y\"",
            "a=x\\\"y",
            "a=x\"y",
            "a=\"x\"y\"",
            "a=\"x\\\\y\"",
            "a=\"x\\y\"",
            "a=x\\y",
            "a=\"x\\ny\"",
            "a=\"x\ny\"",
            "a=x\ny",
            "a=\"x\\ty\"",
            "a=\"x\ty\"",
            "a=\" b\"",
            "a=b}",
            "{a=b}",
            "{a=b",
            "a={b",
            "a=\"b}\"",
            "a=\u00fc\u20ac",
            "a=\"\u00fc\u20ac\"",
            "a=\"\\u00fc\\u20ac\"",
            "a=~\"\u00fc.\"",
            "a=~\"x.y\"",
            "a=~\"(?s)x.y\"",
            "a=~\"b|\"",
            "a=~\"(b)(b)?\"",
            "a=~\"b)|(?:bb\"",
            "a=~\"(\"",
            "a=~\"[\"",
            "a=~\"*\"",
            "a=~\"a{1001}\"",
            "a=~\"(?=b)\"",
            "a=~\"\\\\d\"",
            "a=~\"\\d\"",
            "a=~\"\\pL+\"",
            "a=~\"(?i)B\"",
            "a=~\"^b$\"",
            "a=~\"\\x62\"",
            "a=~\"\\bb\"",
            "a='b'",
            "a=\"'b'\"",
            "a=`b`",
            "a==b",
            "a=~=b",
            "a~b",
            "a<b",
            "a",
            "",
            " ",
            "=b",
            "\"b\"",
            "a b=c",
            "1a=b",
            "a1=b",
            "a-b=c",
            "a.b=c",
            "a:b=c",
            ":=c",
            "_=c",
            "\u00fc=b",
            "\"a\"=b",
            "\"a b\"=c",
            "\"\"=c",
            "\"a=b",
            "a=\"b",
            "a=b\"",
            "a=\"\\\"",
            "a=\\",
            "a=\"\\\\\"",
            "a!b",
            "a!",
            "a=!b",
            "a=b,",
            ",a=b",
            "a=b,c=d",
            "a=\"b\",c=\"d\"",
            "a=\"b\" ",
            "a=\"b\"x",
            "a=\"\\x62\"",
            "a=\"\\142\"");

    /** Lists of them. */
    private static final List<String> LISTS = List.of(
            "{}",
            "{a=b}",
            "{a=b,}",
            "{a=b, }",
            "{,}",
            ",",
            "a=b,,c=d",
            "{a=b",
            "a=b}",
            "{{a=b}}",
            "{a=b}}",
            "a=\"b\",c=\"d\"",
            "{a=\"b,c\",d!=e}",
            "{a=\"b}\"}",
            "{a=\"b\"} ",
            " {a=\"b\"}",
            "{a=b c=d}",
            "a=b c=d",
            "{a=\"b\" c=\"d\"}",
            "a=\"b\\\",c=d\"",
            "{a=\"b\",\"c d\"=e}",
            "{a.b=c}",
            "a=b;c=d",
            "{a=,b=}}",
            "{a=~\"(\"}",
            "a=\"b\",");

    /** What only versions from 0.27 on understand: names that are not classic. */
    private static final Set<String> NEWER = Set.of(
            "a.b=c",
            "a-b=c",
            "1a=b",
            "\u00fc=b",
            "\"a\"=b",
            "\"a b\"=c",
            "{a=\"b\",\"c d\"=e}",
            "{a.b=c}",
            " {a=\"b\"}",
            "{a=\"b\"} ");

    /** What versions from 0.27 on do not understand any more: a brace at the end of a single matcher. */
    private static final Set<String> OLDER = Set.of("a=b}");

    @TempDir
    private static Path directory;

    private static AlertmanagerServer server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = AlertmanagerServer.start(directory, config("{}"));
        Instant now = Clock.systemUTC().instant();
        List<Map<String, Object>> alerts = ALERTS.stream()
                .map(labels -> Map.<String, Object>of(
                        "labels", labels.asMap(),
                        "startsAt", now.toString(),
                        "endsAt", now.plusSeconds(1000).toString()))
                .toList();
        assertThat(server.post("/api/v2/alerts", JSON.writeValueAsString(alerts))
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
    }

    private static String config(String matchers) {
        Map<String, Object> child = Map.of("receiver", "r", "matchers", List.of(matchers));
        return JSON.writeValueAsString(Map.of(
                "route", Map.of("receiver", "r", "group_by", List.of("..."), "routes", List.of(child)),
                "receivers", List.of(Map.of("name", "r"))));
    }

    /** Matchers as the API has them. */
    static List<Map<String, Object>> json(Collection<LabelMatcher> matchers) {
        return matchers.stream()
                .map(matcher -> matcher(matcher.kind(), matcher.name(), matcher.value()))
                .toList();
    }

    private static Map<String, Object> matcher(Kind kind, String name, String value) {
        return Map.of(
                "name",
                name,
                "value",
                value,
                "isRegex",
                kind == Kind.REGEX || kind == Kind.NOT_REGEX,
                "isEqual",
                kind == Kind.EQUAL || kind == Kind.REGEX);
    }

    @Test
    void one_matcher_is_accepted_by_both_and_matches_the_same() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (String text : SINGLE) {
            HttpResponse<String> answer = server.get("/api/v2/alerts?filter=" + AlertmanagerServer.encode(text));
            Optional<LabelMatcher> ours = ours(text);
            if (NEWER.contains(text) || OLDER.contains(text)) {
                softly.assertThat(answer.statusCode()).as(text).isEqualTo(OLDER.contains(text) ? 200 : 400);
                softly.assertThat(ours.isPresent()).as(text).isEqualTo(NEWER.contains(text));
                continue;
            }
            softly.assertThat(ours.isPresent()).as(text).isEqualTo(answer.statusCode() == 200);
            if (answer.statusCode() == 200 && ours.isPresent()) {
                List<Labels> matched = StreamSupport.stream(
                                JSON.readTree(answer.body()).spliterator(), false)
                        .map(alert -> Labels.copyOf(Told.map(alert.get("labels"))))
                        .toList();
                softly.assertThat(matched)
                        .as(text)
                        .containsExactlyInAnyOrderElementsOf(
                                ALERTS.stream().filter(ours.get()::matches).toList());
            }
        }
        softly.assertAll();
    }

    private static Optional<LabelMatcher> ours(String text) {
        try {
            return Optional.of(Matchers.parseOne(text));
        } catch (MatcherSyntaxException _) {
            return Optional.empty();
        }
    }

    @Test
    void a_list_of_matchers_is_accepted_by_both() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (String text : LISTS) {
            Files.writeString(directory.resolve("alertmanager.yml"), config(text));
            boolean theirs = server.post("/-/reload", "").statusCode() == 200;
            softly.assertThat(isList(text)).as(text).isEqualTo(theirs || NEWER.contains(text));
            softly.assertThat(theirs && NEWER.contains(text)).as(text).isFalse();
        }
        softly.assertAll();
    }

    private static boolean isList(String text) {
        try {
            Matchers.parse(text);
            return true;
        } catch (MatcherSyntaxException _) {
            return false;
        }
    }

    private record Odd(Kind kind, String name, String value) {}

    @Test
    void a_silence_is_accepted_by_both() throws Exception {
        List<List<Odd>> lists = List.of(
                List.of(),
                List.of(new Odd(Kind.EQUAL, "a", "b")),
                List.of(new Odd(Kind.EQUAL, "a", "")),
                List.of(new Odd(Kind.NOT_EQUAL, "a", "")),
                List.of(new Odd(Kind.NOT_EQUAL, "a", "b")),
                List.of(new Odd(Kind.REGEX, "a", ".*")),
                List.of(new Odd(Kind.REGEX, "a", ".+")),
                List.of(new Odd(Kind.REGEX, "a", "b|")),
                List.of(new Odd(Kind.REGEX, "a", "x?")),
                List.of(new Odd(Kind.REGEX, "a", "(")),
                List.of(new Odd(Kind.NOT_REGEX, "a", ".*")),
                List.of(new Odd(Kind.NOT_REGEX, "a", "[")),
                List.of(new Odd(Kind.EQUAL, "a", ""), new Odd(Kind.REGEX, "c", ".*")),
                List.of(new Odd(Kind.EQUAL, "a", ""), new Odd(Kind.EQUAL, "c", "d")),
                List.of(new Odd(Kind.EQUAL, "", "b")));
        SoftAssertions softly = new SoftAssertions();
        for (List<Odd> matchers : lists) {
            Instant now = Clock.systemUTC().instant();
            Map<String, Object> silence = Map.of(
                    "matchers",
                            matchers.stream()
                                    .map(odd -> matcher(odd.kind, odd.name, odd.value))
                                    .toList(),
                    "startsAt", now.plus(Duration.ofHours(1)).toString(),
                    "endsAt", now.plus(Duration.ofHours(2)).toString(),
                    "createdBy", "ann",
                    "comment", "odd");
            boolean theirs = server.post("/api/v2/silences", JSON.writeValueAsString(silence))
                            .statusCode()
                    == 200;
            softly.assertThat(isSilence(matchers, now)).as(matchers.toString()).isEqualTo(theirs);
        }
        softly.assertAll();
    }

    private static boolean isSilence(List<Odd> matchers, Instant now) {
        try {
            List<LabelMatcher> ours = matchers.stream()
                    .map(odd -> LabelMatcher.of(odd.kind, odd.name, odd.value))
                    .toList();
            return new Silence("s", ours, now, now, "", "", now).matchers().equals(ours);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
