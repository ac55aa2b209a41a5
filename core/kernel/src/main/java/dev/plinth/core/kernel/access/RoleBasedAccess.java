// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access by the resources {@code Role} and {@code RoleBinding}. */
@Component
class RoleBasedAccess implements Access, AccessGuard {
    private final ResourceView resources;
    private final JsonMapper json;

    private volatile Compiled compiled = new Compiled(0, new AccessPolicy(Map.of(), List.of()));

    /** @param fingerprint changes whenever a role or binding does */
    private record Compiled(long fingerprint, AccessPolicy policy) {}

    RoleBasedAccess(ResourceView resources, JsonMapper json) {
        this.resources = resources;
        this.json = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    @Override
    public Decision decide(Principal principal, Verb verb, ResourceKey key) {
        return policy().decide(principal, verb, key);
    }

    @Override
    public Decision decideAny(Principal principal, Verb verb, String kind) {
        return policy().decideAny(principal, verb, kind);
    }

    @Override
    public Decision decideActAs(Principal principal, Principal other) {
        return policy().decideActAs(principal, other);
    }

    /** As Kubernetes does: nobody grants what he has not. */
    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        AccessPolicy policy = policy();
        List<Rule> granted = switch (key.kind()) {
            case AccessConfiguration.ROLE ->
                json.treeToValue(spec, RoleSpec.class).rules().stream()
                        .map(Rule::of)
                        .toList();
            case AccessConfiguration.ROLE_BINDING ->
                policy.rulesOf(json.treeToValue(spec, RoleBindingSpec.class).role());
            default -> List.of();
        };
        for (int i = 0; i < granted.size(); i++) {
            if (!policy.covers(author, granted.get(i))) {
                return "%s would grant what %s has not: rule %d of the role.".formatted(key, author.name(), i + 1);
            }
        }
        return null;
    }

    private AccessPolicy policy() {
        long fingerprint = resources.accessRevision();
        Compiled current = compiled;
        if (current.fingerprint() != fingerprint) {
            current = compile(fingerprint);
            compiled = current;
        }
        return current.policy();
    }

    private Compiled compile(long fingerprint) {
        Collection<Resource> roles = resources.list(AccessConfiguration.ROLE);
        Map<String, List<Rule>> rules = roles.stream()
                .collect(Collectors.toMap(
                        role -> role.key().name(),
                        role -> json.treeToValue(role.spec(), RoleSpec.class).rules().stream()
                                .map(Rule::of)
                                .toList()));
        List<AccessPolicy.Binding> bindings = resources.list(AccessConfiguration.ROLE_BINDING).stream()
                .map(this::binding)
                .toList();
        return new Compiled(fingerprint, new AccessPolicy(rules, bindings));
    }

    private AccessPolicy.Binding binding(Resource resource) {
        RoleBindingSpec spec = json.treeToValue(resource.spec(), RoleBindingSpec.class);
        return new AccessPolicy.Binding(
                resource.key().name(),
                spec.role(),
                spec.subjects().stream().map(Glob::new).toList());
    }
}
