// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.cluster.CoreTokens;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.kind.Names;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.duty.OnDuty;
import dev.plinth.core.telemetry.metric.duty.OnDuty.Views;
import dev.plinth.core.telemetry.metric.token.TokenGuard;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows how probes are, and does one before it is applied. */
@RestController
@Tag(name = "Telemetry")
class ProbeController {
    static final String ON_DUTY = "/internal/v1/metrics/probes";
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Probing probing;
    private final Prober prober;
    private final OnDuty onDuty;
    private final Kinds kinds;
    private final Kind<ProbeSpec> kind;
    private final Access access;
    private final TokenGuard guard;

    ProbeController(Probing probing, Prober prober, OnDuty onDuty, Kinds kinds, Kind<ProbeSpec> kind, Access access) {
        this.probing = probing;
        this.prober = prober;
        this.onDuty = onDuty;
        this.kinds = kinds;
        this.kind = kind;
        this.access = access;
        this.guard = ProbeSpec.guard(access);
    }

    /** The probes, by their names. */
    record ProbeList(List<ProbeView> items) {}

    /**
     * What to try.
     *
     * @param env whose secrets it uses
     * @param name that it would have; {@code try} if absent
     * @param spec of a Probe
     */
    record ProbeTrial(
            @Nullable String env,
            @Nullable String name,
            @Nullable JsonNode spec) {}

    /**
     * How it went.
     *
     * @param error why it failed; empty when it did not
     * @param certificateExpiry when the first of the certificates that were shown expires
     * @param metrics what would have been kept, without the labels of the probe
     */
    record ProbeTried(
            boolean success,
            double durationSeconds,
            String error,
            @Nullable Instant certificateExpiry,
            @Nullable Integer httpStatus,
            List<ProbeMeasure> metrics) {}

    /** A metric with its own labels, if it has any. */
    record ProbeMeasure(String name, Map<String, String> labels, double value) {}

    @GetMapping("/api/v1/probes")
    @Operation(
            summary = "How the probes are",
            description =
                    "Those that the caller may read (kind Probe), sorted by name, as the core knows them that does them.")
    ProbeList probes(
            @Parameter(description = "Only those of this environment") @RequestParam(defaultValue = "") String env,
            @Parameter(hidden = true) Principal caller) {
        Decision decision = access.decideAny(caller, Verb.READ, kind.name());
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
        return new ProbeList(onDuty.ask(ON_DUTY, this::own, ProbeView.class).stream()
                .filter(probe -> env.isEmpty() || env.equals(probe.env()))
                .filter(probe -> access.decide(
                                caller, Verb.READ, new ResourceKey(kind.name(), probe.env(), probe.name()))
                        .allowed())
                .toList());
    }

    private Views<ProbeView> own() {
        return new Views<>(probing.isHere(), probing.views());
    }

    @Hidden
    @PostMapping(ON_DUTY)
    Views<ProbeView> onDuty(Principal caller) {
        CoreTokens.requireCore(caller);
        return own();
    }

    @PostMapping("/api/v1/probes/try")
    @Operation(
            summary = "Do a probe once, now",
            description =
                    "Nothing is kept. For who may write a Probe of that name in that environment, and reveal the secret that it names. It takes"
                            + " 10 seconds at most.")
    ProbeTried tried(@RequestBody ProbeTrial trial, @Parameter(hidden = true) Principal caller)
            throws InterruptedException {
        ResourceKey key = key(trial);
        access.require(caller, Verb.WRITE, key);
        JsonNode given = trial.spec() == null ? JSON.createObjectNode() : trial.spec();
        JsonNode spec = kinds.check(kind, key.env(), given, "spec").spec();
        String objection = guard.objection(caller, key, spec);
        if (objection != null) {
            throw new ProblemException(ErrorCode.FORBIDDEN, objection);
        }
        ProbeSpec probe = JSON.treeToValue(spec, ProbeSpec.class);
        Duration limit = probe.timeout().compareTo(LONGEST_TRIAL) < 0 ? probe.timeout() : LONGEST_TRIAL;
        return answer(prober.probe(probe, key.env(), limit));
    }

    private ResourceKey key(ProbeTrial trial) {
        if (trial.env() == null || trial.env().isEmpty()) {
            throw invalid(List.of(new Violation("env", null, "an environment")));
        }
        ResourceKey key = new ResourceKey(kind.name(), trial.env(), trial.name() == null ? "try" : trial.name());
        List<Violation> violations = Names.check(key, Map.of(), "");
        if (!violations.isEmpty()) {
            throw invalid(violations);
        }
        return key;
    }

    private static ProblemException invalid(List<Violation> violations) {
        return new ProblemException(ErrorCode.REQUEST_INVALID, "What is to be tried is not right.", violations);
    }

    private static ProbeTried answer(Outcome outcome) {
        return new ProbeTried(
                outcome.isUp(),
                outcome.seconds(),
                outcome.error(),
                outcome.certificateExpiry(),
                outcome.httpStatus(),
                outcome.measures().entrySet().stream()
                        .map(each -> new ProbeMeasure(
                                each.getKey().metric().text(), each.getKey().labels(), each.getValue()))
                        .toList());
    }
}
