// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.kernel.access.Principal;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Silences by the API of Alertmanager. They are resources, whose names are their ids. */
@Hidden
@RestController
@RequestMapping("/alertmanager/{env}/api/v2")
class AlertmanagerSilences {
    private final Silences silences;
    private final Routings routings;
    private final AlertmanagerAccess access;
    private final Clock clock;

    AlertmanagerSilences(Silences silences, Routings routings, AlertmanagerAccess access, Clock clock) {
        this.silences = silences;
        this.routings = routings;
        this.access = access;
        this.clock = clock;
    }

    @GetMapping("/silences")
    void all(HttpServletRequest request, HttpServletResponse response, @PathVariable String env, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            Predicate<String> seen = access.seenSilences(caller, env);
            access.requireEnvironment(env);
            List<LabelMatcher> filter = AlertQuery.filter(request);
            Instant now = clock.instant();
            return routings.silences(env).stream()
                    .filter(silence -> seen.test(silence.id()))
                    .filter(silence -> silence.matchers().containsAll(filter))
                    .sorted(ShownSilence.order(now))
                    .map(silence -> ShownSilence.of(silence, now))
                    .toList();
        });
    }

    @GetMapping("/silence/{id}")
    void one(HttpServletResponse response, @PathVariable String env, @PathVariable String id, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            Predicate<String> seen = access.seenSilences(caller, env);
            access.requireEnvironment(env);
            Silence found = routings.silences(env).stream()
                    .filter(silence -> silence.id().equals(id) && seen.test(id))
                    .findFirst()
                    .orElseThrow(() -> ApiException.silent(404));
            return ShownSilence.of(found, clock.instant());
        });
    }

    @PostMapping("/silences")
    void post(HttpServletRequest request, HttpServletResponse response, @PathVariable String env, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            access.requireSilencing(caller);
            access.requireEnvironment(env);
            PostedSilence posted = PostedSilence.read(Bodies.json(request), clock.instant());
            return Map.of("silenceID", silences.put(caller, env, posted));
        });
    }

    @DeleteMapping("/silence/{id}")
    void end(HttpServletResponse response, @PathVariable String env, @PathVariable String id, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            access.requireSilencing(caller);
            access.requireEnvironment(env);
            silences.end(caller, env, id);
            return null;
        });
    }
}
