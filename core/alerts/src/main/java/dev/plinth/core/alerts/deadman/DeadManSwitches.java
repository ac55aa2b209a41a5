// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.deadman;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The dead man's switches that are declared. */
@Component
public class DeadManSwitches {
    /** How long an alert of a switch lives that nobody looks after any more. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final Kind<DeadManSwitchSpec> kind;
    private final ResourceView resources;

    DeadManSwitches(Kind<DeadManSwitchSpec> kind, ResourceView resources) {
        this.kind = kind;
        this.resources = resources;
    }

    /**
     * A switch.
     *
     * @param since from when on it counts
     * @param alive alerts that are a sign of life; none if empty
     * @param labels of the alert that it makes
     */
    public record Switch(
            String name,
            Duration within,
            Instant since,
            List<LabelMatcher> alive,
            Labels labels,
            Map<String, String> annotations) {
        /** Whether an alert that fires is a sign of life for it. */
        public boolean isAliveBy(Labels alert) {
            return !alive.isEmpty() && LabelMatcher.allMatch(alive, alert);
        }

        /** What there is to say when nothing was heard since then. */
        public Alert missing(Instant seen, Instant now) {
            return alert(seen.plus(within), now.plus(LIFE), now);
        }

        /** It was heard of again, or is not there any more. */
        public Alert well(Instant began, Instant now) {
            return alert(began.isAfter(now) ? now : began, now, now);
        }

        private Alert alert(Instant startsAt, Instant endsAt, Instant now) {
            return new Alert(labels, annotations, startsAt, endsAt, now, "", false);
        }
    }

    public List<Switch> declared(String env) {
        return resources.list(kind.name()).stream()
                .filter(resource -> resource.key().env().equals(env))
                .map(resource -> {
                    DeadManSwitchSpec spec = kind.read(resource);
                    String name = resource.key().name();
                    Map<String, String> labels = new HashMap<>(spec.labelsOrNone());
                    labels.put("alertname", name);
                    labels.put("env", env);
                    labels.put("severity", spec.severityText());
                    Map<String, String> annotations = new HashMap<>(spec.annotationsOrNone());
                    annotations.putIfAbsent("summary", "%s has said nothing for %s".formatted(name, spec.within()));
                    return new Switch(
                            name,
                            spec.withinDuration(),
                            resource.updatedAt(),
                            spec.matchers(),
                            Labels.copyOf(labels),
                            annotations);
                })
                .toList();
    }
}
