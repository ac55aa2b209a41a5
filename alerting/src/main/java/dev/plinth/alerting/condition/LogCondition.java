// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

import dev.plinth.promql.model.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * More log records than so many. Rules see how many there are as series of the metric {@link #METRIC}, which nobody keeps: whoever evaluates gives them.
 *
 * @param alert name of the alert: the label by which the series of this rule are told from those of others
 * @param query words, as the search for logs has them; empty for all records
 * @param services any of these; empty for all
 * @param severity the least; empty for any
 * @param tags attributes that all must be there, each as {@code key=value}
 * @param by the service or keys of attributes, for each of whose values it is counted; empty for all together
 * @param above how many are not yet an alert
 * @param over the window; five minutes if absent
 * @param delay by which the window lies back, since records can be found only some time after they were sent; ten seconds if absent
 */
public record LogCondition(
        String alert,
        String query,
        List<String> services,
        String severity,
        List<String> tags,
        List<String> by,
        @Nullable Double above,
        @Nullable String over,
        @Nullable String delay)
        implements Condition {
    /** How many records were found, by {@link #RULE} and what is counted by. */
    public static final String METRIC = "plinth_log_records";
    /** The label with the name of the alert. */
    public static final String RULE = "alert";
    /** What records are counted by that is no attribute. */
    public static final String SERVICE = "service";

    private static final List<String> SEVERITIES = List.of("trace", "debug", "info", "warn", "error", "fatal");
    /** Those that an alert has anyway. */
    private static final Set<String> TAKEN = Set.of(RULE, "alertname", "alertstate", "env", "severity");

    private static final Pattern TAG = Pattern.compile("[^=]{1,512}=.{0,512}", Pattern.DOTALL);
    private static final int MOST_QUERY = 1_000;
    private static final int MOST_SERVICES = 50;
    private static final int MOST_TAGS = 20;
    private static final int MOST_BY = 5;
    private static final int MOST_KEY = 200;
    private static final Duration DEFAULT_OVER = Duration.ofMinutes(5);
    private static final Duration LEAST_OVER = Duration.ofSeconds(10);
    private static final Duration MOST_OVER = Duration.ofDays(1);
    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(10);
    private static final Duration MOST_DELAY = Duration.ofMinutes(10);

    public LogCondition {
        services = List.copyOf(services);
        tags = List.copyOf(tags);
        by = List.copyOf(by);
        require("query", query.length() <= MOST_QUERY, "at most " + MOST_QUERY + " characters");
        require("services", services.size() <= MOST_SERVICES, "at most " + MOST_SERVICES + " names");
        require(
                "severity",
                severity.isEmpty() || SEVERITIES.contains(severity),
                "one of " + String.join(", ", SEVERITIES));
        require(
                "tags",
                tags.size() <= MOST_TAGS && tags.stream().allMatch(TAG.asMatchPredicate()),
                "at most " + MOST_TAGS + ", each as key=value");
        Set<String> labels = new HashSet<>();
        require(
                "by",
                by.size() <= MOST_BY && by.stream().allMatch(key -> isKey(key) && labels.add(label(key))),
                "at most %d, each service or the key of an attribute of which a label can be made, and not %s"
                        .formatted(MOST_BY, TAKEN.stream().sorted().collect(Collectors.joining(", "))));
        require("above", above != null && above >= 0 && above <= Double.MAX_VALUE, "how many are too many, 0 or more");
        Spans.between("over", over, DEFAULT_OVER, LEAST_OVER, MOST_OVER);
        Spans.between("delay", delay, DEFAULT_DELAY, Duration.ZERO, MOST_DELAY);
    }

    private static void require(String field, boolean right, String expected) {
        if (!right) {
            throw new ConditionException(field, expected);
        }
    }

    private static boolean isKey(String key) {
        String label = label(key);
        return key.length() <= MOST_KEY
                && !key.contains("=")
                && Texts.isPlainLabelName(label)
                && !label.startsWith("__")
                && !TAKEN.contains(label);
    }

    /** The label that the values of an attribute become. */
    public static String label(String key) {
        return key.replaceAll("[^A-Za-z0-9_]", "_");
    }

    public Duration window() {
        return Spans.between("over", over, DEFAULT_OVER, LEAST_OVER, MOST_OVER);
    }

    public Duration lag() {
        return Spans.between("delay", delay, DEFAULT_DELAY, Duration.ZERO, MOST_DELAY);
    }

    /** Whether the two ask for the same, so that what was counted for one is right for the other. */
    public boolean asksSame(LogCondition other) {
        return withoutThreshold().equals(other.withoutThreshold());
    }

    private LogCondition withoutThreshold() {
        return new LogCondition(
                alert, query, services, severity, tags, by, 0.0, Spans.show(window()), Spans.show(lag()));
    }

    @Override
    public String promql() {
        return "sum without (%s) (%s{%s=%s}) > %s"
                .formatted(RULE, METRIC, RULE, Texts.quote(alert), Texts.plain(above == null ? 0 : above));
    }

    @Override
    public String shown() {
        List<String> asked = new ArrayList<>();
        if (!query.isBlank()) {
            asked.add("query=" + Texts.quote(query));
        }
        add(asked, "services", services);
        if (!severity.isEmpty()) {
            asked.add("severity>=" + severity);
        }
        add(asked, "tags", tags);
        add(asked, "by", by);
        asked.add("over=" + Spans.show(window()));
        return promql() + " # log records, " + String.join(" ", asked);
    }

    private static void add(List<String> to, String name, List<String> values) {
        if (!values.isEmpty()) {
            to.add(name + "=" + values.stream().map(Texts::quote).collect(Collectors.joining(",")));
        }
    }
}
