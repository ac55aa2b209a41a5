// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.config;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Duration;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Settings as an app sees them. */
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Configuration")
class ConfigController {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ResourceView resources;
    private final LedgerPosition ledger;
    private final Access access;
    private final JsonMapper json;

    ConfigController(ResourceView resources, LedgerPosition ledger, Access access, JsonMapper json) {
        this.resources = resources;
        this.ledger = ledger;
        this.access = access;
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /**
     * Flat settings.
     *
     * @param revision the change of the ledger that made them so; 0 when nothing is decided
     */
    record EffectiveConfig(String app, String env, long revision, Map<String, String> properties) {}

    @GetMapping("/api/v1/config/{app}")
    @Operation(
            summary = "The settings of an app in an environment, as flat keys",
            description = "Empty when nothing is decided. To keep up, watch the kind Config.")
    EffectiveConfig config(
            @PathVariable String app,
            @RequestParam String env,
            @Parameter(description = "Wait until this core has read the ledger so far")
                    @RequestParam(defaultValue = "0")
                    long position,
            @Parameter(hidden = true) Principal caller) {
        ledger.await(position, LIMIT);
        ResourceKey key = new ResourceKey(ConfigConfiguration.CONFIG, env, app);
        access.require(caller, Verb.READ, key);
        Resource resource = resources.find(key);
        if (resource == null) {
            return new EffectiveConfig(app, env, 0, Map.of());
        }
        try {
            ConfigSpec spec = json.treeToValue(resource.spec(), ConfigSpec.class);
            return new EffectiveConfig(app, env, resource.revision(), Settings.read(spec));
        } catch (Settings.Unreadable e) {
            throw new ProblemException(ErrorCode.SPEC_INVALID, key + " cannot be read: " + e.getMessage());
        }
    }
}
