// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.deadman;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.promql.parser.Durations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Signs of life, and which are missing. */
@RestController
@Tag(name = "Alerts")
class DeadManController {
    private final DeadManSwitches switches;
    private final SignsOfLife signs;
    private final AlertReader alerts;
    private final ResourceView resources;
    private final Access access;
    private final Clock clock;

    DeadManController(
            DeadManSwitches switches,
            SignsOfLife signs,
            AlertReader alerts,
            ResourceView resources,
            Access access,
            Clock clock) {
        this.switches = switches;
        this.signs = signs;
        this.alerts = alerts;
        this.resources = resources;
        this.access = access;
        this.clock = clock;
    }

    /** The dead man's switches of an environment that the caller may read. */
    record SwitchList(List<SwitchView> items) {}

    /** @param lastSeenAt when it last said that it is well; null when it never did */
    record SwitchView(
            String name,
            String env,
            String within,
            @Nullable Instant lastSeenAt,
            State state) {}

    /** Whether it is well. */
    enum State {
        /** It has said nothing yet, and need not have. */
        @JsonProperty("waiting")
        WAITING,
        @JsonProperty("alive")
        ALIVE,
        @JsonProperty("missing")
        MISSING
    }

    @GetMapping("/api/v1/alerts/dead-man-switches")
    @Operation(summary = "Dead man's switches, and which say nothing")
    SwitchList list(@RequestParam String env, @Parameter(hidden = true) Principal caller) {
        Decision decision = access.decideAny(caller, Verb.READ, DeadManSwitchSpec.KIND);
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
        Map<String, Instant> seen = signs.read(env);
        Set<Map<String, String>> firing =
                alerts.open(env).stream().map(AlertRecord::labels).collect(Collectors.toSet());
        return new SwitchList(switches.declared(env).stream()
                .filter(each -> access.decide(
                                caller, Verb.READ, new ResourceKey(DeadManSwitchSpec.KIND, env, each.name()))
                        .allowed())
                .map(each -> {
                    Instant last = seen.get(each.name());
                    boolean missing = firing.contains(each.labels().asMap());
                    State state = missing ? State.MISSING : last == null ? State.WAITING : State.ALIVE;
                    return new SwitchView(
                            each.name(), env, Durations.format(each.within().toMillis()), last, state);
                })
                .toList());
    }

    @PostMapping("/api/v1/alerts/dead-man-switches/{env}/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Say that all is well",
            description =
                    "Must come again and again, or there is an alert. Needs the right to write Alerts of that name.")
    void alive(@PathVariable String env, @PathVariable String name, @Parameter(hidden = true) Principal caller) {
        access.require(caller, Verb.WRITE, new ResourceKey(AlertRecord.KIND, env, name));
        ResourceKey key = new ResourceKey(DeadManSwitchSpec.KIND, env, name);
        if (resources.find(key) == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no " + key + ".");
        }
        signs.write(env, name, clock.instant());
    }
}
