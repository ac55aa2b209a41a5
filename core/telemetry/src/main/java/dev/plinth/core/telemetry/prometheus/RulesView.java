// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rules that are evaluated, for whoever implements evaluation. Several may be beans. */
public interface RulesView {
    /** What the caller may see, by files and then by names. */
    List<Group> groups(Principal caller);

    /** Rules that are evaluated one after the other. */
    record Group(
            String name,
            String file,
            Duration interval,
            List<Rule> rules,
            Duration evaluationTime,
            @Nullable Instant lastEvaluation) {}

    /** How the last evaluation went. */
    enum Health {
        UNKNOWN,
        OK,
        ERR;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is known of the last evaluation; the error is empty when there was none. */
    record Evaluation(
            Health health,
            String error,
            Duration time,
            @Nullable Instant at) {}

    /** One of a group. */
    sealed interface Rule {
        String name();

        String query();

        Labels labels();

        Evaluation last();
    }

    /** A rule that writes its result as a new series. */
    record Recording(String name, String query, Labels labels, Evaluation last) implements Rule {}

    /** A rule whose results are alerts. */
    record Alerting(
            String name,
            String query,
            Labels labels,
            Evaluation last,
            Labels annotations,
            Duration holdDuration,
            Duration keepFiringFor,
            List<Alert> alerts)
            implements Rule {
        /** That of its alerts that is worst. */
        State state() {
            return alerts.stream().map(Alert::state).max(State::compareTo).orElse(State.INACTIVE);
        }
    }

    /** What an alert is. */
    enum State {
        INACTIVE,
        PENDING,
        FIRING;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something that a rule found. */
    record Alert(
            Labels labels,
            Labels annotations,
            State state,
            Instant activeAt,
            @Nullable Instant keepFiringSince,
            double value) {}
}
