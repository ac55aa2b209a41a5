// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.cluster.CoreTokens;
import dev.plinth.core.telemetry.metric.duty.OnDuty.Views;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesView;
import dev.plinth.core.telemetry.metric.scrape.TargetView;
import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What other cores ask this one, when it may be on duty. */
@RestController
@Hidden
class OnDutyController {
    private final ScrapedTargets targets;
    private final EvaluatedRules rules;

    OnDutyController(ScrapedTargets targets, EvaluatedRules rules) {
        this.targets = targets;
        this.rules = rules;
    }

    @PostMapping(ScrapedTargets.PATH)
    Views<TargetView> targets(Principal caller) {
        CoreTokens.requireCore(caller);
        return targets.own();
    }

    @PostMapping(EvaluatedRules.PATH)
    Views<RecordingRulesView> rules(Principal caller) {
        CoreTokens.requireCore(caller);
        return rules.own();
    }
}
