// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.alerts.routing.SilenceSpec;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Silences, and what they do. They are decided as resources of kind Silence. */
@RestController
@Tag(name = "Alerts")
class SilenceController {
    private final Routings routings;
    private final AlertReader reader;
    private final AlertRights rights;
    private final Access access;
    private final Clock clock;

    SilenceController(Routings routings, AlertReader reader, AlertRights rights, Access access, Clock clock) {
        this.routings = routings;
        this.reader = reader;
        this.rights = rights;
        this.access = access;
        this.clock = clock;
    }

    /** Those that end last first. */
    record SilenceList(List<SilenceView> items) {}

    /** @param affects how many alerts that fire now, and that the caller may see, it matches */
    record SilenceView(
            String name,
            String env,
            List<String> matchers,
            Instant startsAt,
            Instant endsAt,
            String comment,
            String createdBy,
            State state,
            long affects) {}

    /** Whether it mutes already, still, or no more. */
    enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("active")
        ACTIVE,
        @JsonProperty("expired")
        EXPIRED
    }

    @GetMapping("/api/v1/alerts/silences")
    @Operation(
            summary = "Silences, and how many alerts they match now",
            description = "Those that the caller may read (kind Silence).")
    SilenceList silences(@RequestParam String env, @Parameter(hidden = true) Principal caller) {
        rights.requireAny(caller);
        Instant now = clock.instant();
        List<Labels> firing = reader.open(env).stream()
                .filter(alert -> rights.maySee(caller, env, alert.name()))
                .map(AlertRecord::labels)
                .map(Labels::copyOf)
                .toList();
        return new SilenceList(routings.silences(env).stream()
                .filter(each -> access.decide(caller, Verb.READ, new ResourceKey(SilenceSpec.KIND, env, each.id()))
                        .allowed())
                .sorted(Comparator.comparing(Silence::endsAt).reversed())
                .map(each -> new SilenceView(
                        each.id(),
                        env,
                        each.matchers().stream().map(LabelMatcher::toString).toList(),
                        each.startsAt(),
                        each.endsAt(),
                        each.comment(),
                        each.createdBy(),
                        State.valueOf(each.state(now).name()),
                        firing.stream()
                                .filter(labels -> LabelMatcher.allMatch(each.matchers(), labels))
                                .count()))
                .toList());
    }
}
