// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.promql.model.Matcher.Kind;
import dev.plinth.promql.model.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A silence as it is posted.
 *
 * @param id of the one that it shall be; empty for a new one
 */
record PostedSilence(
        String id, List<LabelMatcher> matchers, Instant startsAt, Instant endsAt, String createdBy, String comment) {
    private static final String WHAT = "silence";

    /** @throws ApiException when it cannot be read, or is none */
    static PostedSilence read(byte[] body, Instant now) {
        JsonNode root = PostedAlerts.parse(WHAT, body);
        if (root.isMissingNode() || root.isNull()) {
            throw ApiException.required(WHAT);
        }
        if (!root.isObject()) {
            throw ApiException.unreadable(WHAT, "it is no object");
        }
        String comment = text(root, "comment", "");
        String createdBy = text(root, "createdBy", "");
        Instant endsAt = time(root, "endsAt", now);
        List<LabelMatcher> matchers = matchers(root);
        Instant startsAt = time(root, "startsAt", now);
        String id = root.hasNonNull("id") ? text(root, "id", "") : "";
        return new PostedSilence(id, matchers, startsAt, endsAt, createdBy, comment);
    }

    private static JsonNode required(JsonNode node, String name, String path) {
        if (!node.hasNonNull(name)) {
            throw ApiException.required(path + name);
        }
        return node.path(name);
    }

    private static String text(JsonNode node, String name, String path) {
        JsonNode text = required(node, name, path);
        if (!text.isString()) {
            throw ApiException.unreadable(WHAT, path + name + " is no text");
        }
        return PostedAlerts.clean(text.asString());
    }

    /** @param now for Go's first time */
    private static Instant time(JsonNode node, String name, Instant now) {
        String text = text(node, name, "");
        try {
            Instant time = ApiTime.parse(text);
            return time == null ? now : time;
        } catch (DateTimeException e) {
            throw ApiException.unreadable(WHAT, name + " is no time: " + Texts.quote(text));
        }
    }

    private static List<LabelMatcher> matchers(JsonNode root) {
        JsonNode all = required(root, "matchers", "");
        if (!all.isArray()) {
            throw ApiException.unreadable(WHAT, "matchers is no array");
        }
        if (all.isEmpty()) {
            throw ApiException.coded(422, 612, "matchers in body should have at least 1 items");
        }
        List<LabelMatcher> matchers = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            matchers.add(matcher(all.get(i), i));
        }
        return matchers;
    }

    private static LabelMatcher matcher(JsonNode node, int place) {
        String path = "matchers." + place + ".";
        boolean regex = flag(required(node, "isRegex", path), path + "isRegex");
        String name = text(node, "name", path);
        String value = text(node, "value", path);
        boolean equal = !node.hasNonNull("isEqual") || flag(node.path("isEqual"), path + "isEqual");
        Kind kind = regex ? (equal ? Kind.REGEX : Kind.NOT_REGEX) : equal ? Kind.EQUAL : Kind.NOT_EQUAL;
        try {
            return LabelMatcher.of(kind, name, value);
        } catch (IllegalArgumentException e) {
            throw ApiException.said(
                    400, "invalid silence: invalid label matcher %d: %s".formatted(place, e.getMessage()));
        }
    }

    private static boolean flag(JsonNode node, String field) {
        if (!node.isBoolean()) {
            throw ApiException.unreadable(WHAT, field + " is neither true nor false");
        }
        return node.booleanValue();
    }
}
