// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.history.AlertRecord.Escalation;
import dev.plinth.core.alerts.history.Severities;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.intake.AlertIntake.Source;
import dev.plinth.promql.model.Labels;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An alert that fires, from the core's point of view that tells people. */
final class OpenAlert {
    /** By which rules say of which group they are. */
    static final String GROUP = AlertIntake.GROUP;

    private static final Map<Source, String> SOURCES =
            Map.of(Source.RULE, "rule", Source.API, "api", Source.DEAD_MAN, "deadMan");

    private final long id;
    private final Labels labels;
    private final String source;
    private final @Nullable String group;
    private final String generatorUrl;
    private final Instant startedAt;
    private final Map<String, Escalation> escalations;
    private Map<String, String> annotations;
    private @Nullable Instant toldAt;
    private @Nullable String escalatedTo;
    private boolean flapping;

    OpenAlert(long id, Alert alert, Source source) {
        this.id = id;
        this.labels = alert.labels();
        this.source = Objects.requireNonNull(SOURCES.get(source));
        this.group = alert.annotations().get(GROUP);
        this.generatorUrl = alert.generatorUrl();
        this.startedAt = alert.startsAt();
        this.annotations = texts(alert);
        this.escalations = new TreeMap<>();
    }

    /** Goes on with what another core has kept. */
    OpenAlert(AlertRecord kept) {
        this.id = kept.id();
        this.labels = Labels.copyOf(kept.labels());
        this.source = kept.source();
        this.group = kept.group();
        this.generatorUrl = kept.generatorUrl();
        this.startedAt = kept.startedAt();
        this.annotations = kept.annotations();
        this.escalations = new TreeMap<>(kept.escalations());
        this.toldAt = kept.toldAt();
        this.escalatedTo = kept.escalatedTo();
        this.flapping = kept.flapping();
    }

    /** What is said of an alert, without what is said to this program. */
    static Map<String, String> texts(Alert alert) {
        if (!alert.annotations().containsKey(GROUP)) {
            return alert.annotations();
        }
        Map<String, String> texts = new HashMap<>(alert.annotations());
        texts.remove(GROUP);
        return texts;
    }

    AlertRecord kept() {
        return new AlertRecord(
                id,
                labels.get("env"),
                labels.get("alertname"),
                Alert.fingerprint(labels),
                Severities.of(labels.get("severity")),
                source,
                group,
                labels.asMap(),
                annotations,
                generatorUrl,
                startedAt,
                null,
                toldAt,
                null,
                null,
                flapping,
                escalations,
                escalatedTo,
                0);
    }

    long id() {
        return id;
    }

    Labels labels() {
        return labels;
    }

    /** Whether a dead man's switch made it. */
    boolean isOfSwitch() {
        return source.equals(SOURCES.get(Source.DEAD_MAN));
    }

    Instant startedAt() {
        return startedAt;
    }

    /** What its annotations say of it, in short. */
    String summary() {
        return AlertRecord.summary(annotations, labels.get("alertname"));
    }

    /** What is said of it now. True when that is something else than before. */
    boolean says(Map<String, String> texts) {
        boolean news = !texts.equals(annotations);
        annotations = texts;
        return news;
    }

    /** Somebody is to be told. True when nobody was before. */
    boolean told(Instant now) {
        if (toldAt != null) {
            return false;
        }
        toldAt = now;
        return true;
    }

    boolean isFlapping() {
        return flapping;
    }

    void flaps(boolean does) {
        flapping = does;
    }

    /** These were told, and if nobody claims the alert until then, others will be. False when that is known. */
    boolean willEscalate(String receiver, Instant due) {
        return escalations.putIfAbsent(receiver, new Escalation(due, null)) == null;
    }

    /** Receivers that were told and whose time is over. */
    List<String> dueEscalations(Instant now) {
        return escalations.entrySet().stream()
                .filter(each ->
                        each.getValue().to() == null && !each.getValue().due().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Others are told now. */
    void escalated(String from, String to, Instant now) {
        escalations.put(from, new Escalation(now, to));
        escalatedTo = to;
    }

    /** There is nobody to escalate to any more. */
    void escalatesNot(String from) {
        escalations.remove(from);
    }

    /** To whom it was escalated. */
    List<String> escalatedTo() {
        return escalations.values().stream()
                .map(Escalation::to)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
