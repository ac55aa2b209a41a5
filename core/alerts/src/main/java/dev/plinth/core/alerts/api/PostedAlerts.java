// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Alerts as they are posted.
 *
 * @param valid those that are taken
 * @param refused why the others are not
 */
record PostedAlerts(List<Alert> valid, List<String> refused) {
    static final int MAX_ALERTS = 10_000;
    static final int MAX_LABELS = 100;
    static final int MAX_NAME = 1_024;
    static final int MAX_VALUE = 4_096;
    static final int MAX_TEXT = 65_536;

    private static final String WHAT = "alerts";
    private static final String ENV = "env";
    private static final int MAX_REASONS = 20;
    private static final Pattern URI_BEGIN = Pattern.compile("/|[A-Za-z][A-Za-z0-9+.-]*:");
    private static final Pattern NO_URI = Pattern.compile("\\p{Cntrl}|%(?![0-9A-Fa-f]{2})");
    /** What the database has no place for. Go, too, reads halves of a pair as this. */
    private static final Pattern NO_TEXT = Pattern.compile("[\\x00\\ud800-\\udfff]");

    /** As it is written, of the right types. */
    private record Draft(
            Map<String, String> labels,
            Map<String, String> annotations,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            String generatorUrl) {}

    /**
     * Alerts of an environment. Each has its label, and what it had itself as {@code env} it has as {@code exported_env}, as in Prometheus.
     *
     * @throws ApiException when it cannot be read, or something is not of the right type: all are refused then
     */
    static PostedAlerts read(byte[] body, String env, Instant now) {
        List<Draft> drafts = new ArrayList<>();
        JsonNode root = parse(WHAT, body);
        if (root.isMissingNode()) {
            throw ApiException.required(WHAT);
        }
        if (!root.isArray() && !root.isNull()) {
            throw ApiException.unreadable(WHAT, "it is no array");
        }
        if (root.size() > MAX_ALERTS) {
            throw ApiException.said(
                    413,
                    "%d alerts in one request (expected: at most %d). Send smaller batches."
                            .formatted(root.size(), MAX_ALERTS));
        }
        for (int i = 0; i < root.size(); i++) {
            drafts.add(draft(root.get(i), i));
        }
        List<Alert> valid = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Draft draft : drafts) {
            try {
                valid.add(alert(draft, env, now));
            } catch (IllegalArgumentException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        }
        return new PostedAlerts(valid, refused);
    }

    /** A body as JSON, whatever it has that is no text replaced; missing when it is empty. */
    static JsonNode parse(String what, byte[] body) {
        try {
            return Answers.JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw ApiException.unreadable(what, e.getOriginalMessage());
        }
    }

    private static Draft draft(JsonNode node, int place) {
        if (!node.isObject()) {
            throw ApiException.unreadable(WHAT, "%d is no object".formatted(place));
        }
        if (!node.hasNonNull("labels")) {
            throw ApiException.required(place + ".labels");
        }
        String generatorUrl = text(node, "generatorURL", place);
        if (!generatorUrl.isEmpty() && !isUri(generatorUrl)) {
            throw ApiException.coded(
                    422,
                    601,
                    "%d.generatorURL in body must be of type uri: %s".formatted(place, Texts.quote(generatorUrl)));
        }
        return new Draft(
                texts(node.path("labels"), place + ".labels"),
                texts(node.path("annotations"), place + ".annotations"),
                time(node, "startsAt", place),
                time(node, "endsAt", place),
                generatorUrl);
    }

    private static boolean isUri(String text) {
        return URI_BEGIN.matcher(text).lookingAt() && !NO_URI.matcher(text).find();
    }

    private static Map<String, String> texts(JsonNode node, String field) {
        Map<String, String> texts = new TreeMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return texts;
        }
        if (!node.isObject()) {
            throw ApiException.unreadable(WHAT, field + " is no object of texts");
        }
        node.properties().forEach(each -> texts.put(clean(each.getKey()), text(each.getValue(), field)));
        return texts;
    }

    private static String text(JsonNode node, String name, int place) {
        return text(node.path(name), place + "." + name);
    }

    private static String text(JsonNode node, String field) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isString()) {
            throw ApiException.unreadable(WHAT, field + " is no text");
        }
        return clean(node.asString());
    }

    /** A text without what the database has no place for. */
    static String clean(String text) {
        return NO_TEXT.matcher(text).replaceAll("\ufffd");
    }

    private static @Nullable Instant time(JsonNode node, String name, int place) {
        String text = text(node, name, place);
        try {
            return ApiTime.parse(text);
        } catch (DateTimeException e) {
            throw ApiException.unreadable(WHAT, "%d.%s is no time: %s".formatted(place, name, Texts.quote(text)));
        }
    }

    private static Alert alert(Draft draft, String env, Instant now) {
        if (draft.endsAt != null && draft.startsAt != null && draft.endsAt.isBefore(draft.startsAt)) {
            throw new IllegalArgumentException("start time must be before end time");
        }
        Map<String, String> labels = new TreeMap<>(draft.labels);
        labels.values().removeIf(String::isEmpty);
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("at least one label pair required");
        }
        check("label set", labels, MAX_VALUE);
        check("annotations", draft.annotations, MAX_TEXT);
        if (labels.containsKey(Routings.ESCALATED_TO)) {
            throw new IllegalArgumentException("invalid label set: invalid name \"" + Routings.ESCALATED_TO + "\"");
        }
        if (draft.generatorUrl.length() > MAX_TEXT) {
            throw new IllegalArgumentException("generatorURL: %d characters (expected: at most %d)"
                    .formatted(draft.generatorUrl.length(), MAX_TEXT));
        }
        // only rules of Plinth say that
        Map<String, String> annotations = new TreeMap<>(draft.annotations);
        annotations.remove(AlertIntake.GROUP);
        return Alert.received(
                in(env, labels),
                annotations,
                draft.startsAt,
                draft.endsAt,
                draft.generatorUrl,
                now,
                Alert.DEFAULT_RESOLVE_TIMEOUT);
    }

    private static void check(String what, Map<String, String> texts, int maxValue) {
        if (texts.size() > MAX_LABELS) {
            throw new IllegalArgumentException(
                    "invalid %s: %d names (expected: at most %d)".formatted(what, texts.size(), MAX_LABELS));
        }
        texts.forEach((name, value) -> {
            if (!Labels.isName(name)) {
                throw new IllegalArgumentException("invalid %s: invalid name %s".formatted(what, Texts.quote(name)));
            }
            if (name.length() > MAX_NAME) {
                throw new IllegalArgumentException("invalid %s: a name of %d characters (expected: at most %d)"
                        .formatted(what, name.length(), MAX_NAME));
            }
            if (value.length() > maxValue) {
                throw new IllegalArgumentException("invalid %s: %s has %d characters (expected: at most %d)"
                        .formatted(what, Texts.quote(name), value.length(), maxValue));
            }
        });
    }

    private static Labels in(String env, Map<String, String> labels) {
        String own = labels.put(ENV, env);
        if (own != null && !own.equals(env)) {
            String name = "exported_" + ENV;
            while (labels.containsKey(name)) {
                name = "exported_" + name;
            }
            labels.put(name, own);
        }
        return Labels.copyOf(labels);
    }

    /** Why some are refused, in one line that is not too long. */
    String reasons() {
        List<String> first = refused.subList(0, Math.min(refused.size(), MAX_REASONS));
        String reasons = String.join("; ", first);
        return first.size() == refused.size()
                ? reasons
                : "%s; and %d more".formatted(reasons, refused.size() - first.size());
    }
}
