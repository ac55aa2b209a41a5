// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateContext;
import dev.plinth.alerting.template.TemplateData;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one rule, from evaluation to evaluation. One that ends while it is pending is forgotten; one that fired is kept for 15 minutes
 * more, so that its end can be told again. Not for several threads at once.
 */
public final class ActiveAlerts {
    static final String ALERT_NAME = "alertname";
    static final String ALERT_STATE = "alertstate";
    static final String ALERTS = "ALERTS";
    static final String FOR_STATE = "ALERTS_FOR_STATE";
    private static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

    private final AlertingRule rule;
    private final ExternalContext external;
    private final Map<Labels, Alert> active = new TreeMap<>();
    private List<Alert> due = List.of();
    private boolean restored;

    /**
     * No alerts yet.
     *
     * @param restored whether there is nothing to restore; until then no series are written, because they would hide what was there before
     */
    public ActiveAlerts(AlertingRule rule, ExternalContext external, boolean restored) {
        this.rule = rule;
        this.external = external;
        this.restored = restored;
    }

    public AlertingRule rule() {
        return rule;
    }

    /** Takes over the alerts that there were. */
    void adopt(List<Alert> alerts, boolean wasRestored) {
        alerts.forEach(alert -> active.put(Labels.copyOf(alert.labels()), alert));
        restored = wasRestored;
    }

    /** Those that are pending or fire, and those that have ended lately, sorted by their labels. */
    public List<Alert> all() {
        return List.copyOf(active.values());
    }

    boolean isRestored() {
        return restored;
    }

    /**
     * Takes in what the expression gave, and gives the samples of {@code ALERTS} and {@code ALERTS_FOR_STATE} to be written.
     *
     * @throws RuleException when two alerts become the same, which changes nothing; or when there are more than the limit, which forgets all of them: none of
     *     them is said to have ended, but those who were told of them hear no more
     */
    public List<Sample> evaluate(List<Sample> result, Evaluation evaluation) {
        due = List.of();
        Map<Labels, Alert> found = found(result, evaluation);
        found.forEach((labels, now) -> {
            Alert before = active.get(labels);
            active.put(labels, before == null || before.state() == AlertState.INACTIVE ? now : before.seen(now));
        });
        List<Sample> samples = new ArrayList<>();
        int count = 0;
        Iterator<Map.Entry<Labels, Alert>> entries = active.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Labels, Alert> entry = entries.next();
            Alert alert = entry.getValue();
            if (!found.containsKey(entry.getKey())) {
                alert = missing(alert, evaluation.time());
                if (alert == null) {
                    entries.remove();
                    continue;
                }
            }
            alert = fireIfDue(alert, evaluation.time());
            entry.setValue(alert);
            if (alert.state() != AlertState.INACTIVE) {
                count++;
                add(samples, entry.getKey(), alert, evaluation.sampleTime());
            }
        }
        if (evaluation.limit() > 0 && count > evaluation.limit()) {
            active.clear();
            throw new RuleException("exceeded limit of " + evaluation.limit() + " with " + count + " alerts");
        }
        return samples;
    }

    private Map<Labels, Alert> found(List<Sample> result, Evaluation evaluation) {
        Map<Labels, Alert> found = new TreeMap<>();
        TemplateContext context =
                new TemplateContext(evaluation.time().toEpochMilli(), external.url(), evaluation.query());
        for (Sample sample : result) {
            TemplateData data = new TemplateData(
                    sample.labels().asMap(), external.labels(), external.url(), sample.value(), sample.histogram());
            Labels labels = sample.labels().with(Labels.METRIC_NAME, "");
            for (Map.Entry<String, Template> label : rule.labels().entrySet()) {
                labels = labels.with(label.getKey(), label.getValue().expandOrExplain(data, context));
            }
            labels = labels.with(ALERT_NAME, rule.name());
            Map<String, String> annotations = new TreeMap<>();
            rule.annotations()
                    .forEach((name, template) -> annotations.put(name, template.expandOrExplain(data, context)));
            double value = sample.histogram() == null ? sample.value() : 0;
            Alert alert = Alert.pending(labels.asMap(), annotations, value, evaluation.time());
            if (found.put(labels, alert) != null) {
                throw new RuleException("vector contains metrics with the same labelset after applying alert labels");
            }
        }
        return found;
    }

    /** What becomes of an alert that the expression does not give; null when it is forgotten. */
    private @Nullable Alert missing(Alert alert, Instant time) {
        if (alert.state() == AlertState.PENDING || alert.isOlderThan(RESOLVED_RETENTION, time)) {
            return null;
        }
        if (alert.state() == AlertState.INACTIVE) {
            return alert;
        }
        if (rule.keepFiringFor().isPositive()) {
            Instant since = alert.keepFiringSince() == null ? time : alert.keepFiringSince();
            Alert kept = alert.keptFiring(since);
            boolean keep = Duration.between(since, time).compareTo(rule.keepFiringFor()) < 0;
            return keep ? kept : kept.resolved(time);
        }
        return alert.resolved(time);
    }

    private Alert fireIfDue(Alert alert, Instant time) {
        boolean due = alert.state() == AlertState.PENDING
                && Duration.between(alert.activeAt(), time).compareTo(rule.holdDuration()) >= 0;
        return due ? alert.fired(time) : alert;
    }

    private void add(List<Sample> samples, Labels labels, Alert alert, long time) {
        if (!restored) {
            return;
        }
        samples.add(new Sample(
                labels.with(Labels.METRIC_NAME, ALERTS)
                        .with(ALERT_STATE, alert.state().word()),
                time,
                1,
                null));
        samples.add(new Sample(
                labels.with(Labels.METRIC_NAME, FOR_STATE),
                time,
                alert.activeAt().getEpochSecond(),
                null));
    }

    /**
     * The alerts that need sending now, as they are when they were sent. Those that fire are sent again after the delay, with a new time until which they are
     * valid, and so are those that have ended, as long as they are kept.
     *
     * @param resendDelay a minute in Prometheus
     * @param interval that of the group
     */
    public List<Alert> due(Instant time, Duration resendDelay, Duration interval) {
        due = active.values().stream()
                .filter(alert -> alert.needsSending(time, resendDelay))
                .map(alert -> alert.sent(time, resendDelay, interval))
                .toList();
        return due;
    }

    /** What was due has been sent. What is not said to be is due again. */
    public void sent() {
        due.forEach(alert -> active.replace(Labels.copyOf(alert.labels()), alert));
        due = List.of();
    }

    /**
     * Makes alerts pending since when they were before a restart, and has their series written from now on. To be called after the second evaluation: at the
     * first, what the expression needs may not be there again.
     */
    public void restore(ForStateRestoration restoration, SeriesSource source, Instant time) {
        for (Alert alert : restoration.restored(rule, all(), source, time)) {
            active.put(Labels.copyOf(alert.labels()), alert);
        }
        restored = true;
    }
}
