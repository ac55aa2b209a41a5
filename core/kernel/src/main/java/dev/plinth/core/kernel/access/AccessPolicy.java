// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** All roles and bindings at one position of the ledger. Immutable, but for what it remembers of its own answers. */
final class AccessPolicy {
    private static final int MAX_REMEMBERED = 100_000;

    record Binding(String name, String role, List<Glob> subjects) {
        boolean isFor(Principal principal) {
            return subjects.stream()
                    .anyMatch(subject -> subject.matches(principal.name())
                            || principal.groups().stream().anyMatch(group -> subject.matches("group:" + group)));
        }
    }

    /** A rule that somebody has, and by what. */
    private record Granted(Rule rule, String by) {}

    private record Rights(List<Granted> granted, Set<String> roles) {}

    private record Question(Principal principal, Verb verb, ResourceKey key) {}

    private final Map<String, List<Rule>> roles;
    private final List<Binding> bindings;
    private final Map<Principal, Rights> rights = new ConcurrentHashMap<>();
    private final Map<Question, Decision> answers = new ConcurrentHashMap<>();

    AccessPolicy(Map<String, List<Rule>> roles, List<Binding> bindings) {
        this.roles = Map.copyOf(roles);
        this.bindings = List.copyOf(bindings);
    }

    Decision decide(Principal principal, Verb verb, ResourceKey key) {
        Question question = new Question(principal, verb, key);
        Decision known = answers.get(question);
        if (known != null) {
            return known;
        }
        Decision decision = work(principal, verb, key);
        if (answers.size() < MAX_REMEMBERED) {
            answers.put(question, decision);
        }
        return decision;
    }

    private Decision work(Principal principal, Verb verb, ResourceKey key) {
        if (principal.equals(Principal.SYSTEM)) {
            return new Decision(true, "system may do everything");
        }
        for (Granted granted : rightsOf(principal).granted()) {
            if (granted.rule().allows(verb, key)) {
                return new Decision(true, "%s, which allows %s on %s".formatted(granted.by(), word(verb), key));
            }
        }
        return denied(principal, word(verb) + " on " + key);
    }

    Decision decideAny(Principal principal, Verb verb, String kind) {
        if (principal.equals(Principal.SYSTEM)) {
            return new Decision(true, "system may do everything");
        }
        for (Granted granted : rightsOf(principal).granted()) {
            if (granted.rule().allows(verb, kind)) {
                return new Decision(true, "%s, which allows %s on some %s".formatted(granted.by(), word(verb), kind));
            }
        }
        return denied(principal, word(verb) + " on any " + kind);
    }

    private Decision denied(Principal principal, String wish) {
        Set<String> held = rightsOf(principal).roles();
        return new Decision(
                false,
                held.isEmpty()
                        ? "%s has no role, so nothing allows %s".formatted(principal.name(), wish)
                        : "no rule of the roles of %s (%s) allows %s"
                                .formatted(principal.name(), String.join(", ", held), wish));
    }

    boolean covers(Principal principal, Rule wanted) {
        return principal.equals(Principal.SYSTEM)
                || rightsOf(principal).granted().stream()
                        .anyMatch(granted -> granted.rule().covers(wanted));
    }

    Decision decideActAs(Principal principal, Principal other) {
        for (Granted granted : rightsOf(other).granted()) {
            if (!covers(principal, granted.rule())) {
                return new Decision(
                        false,
                        "%s would act as %s, and has not all of their rights: %s"
                                .formatted(principal.name(), other.name(), granted.by()));
            }
        }
        return new Decision(true, "%s has every right of %s".formatted(principal.name(), other.name()));
    }

    List<Rule> rulesOf(String role) {
        return roles.getOrDefault(role, List.of());
    }

    private Rights rightsOf(Principal principal) {
        return rights.computeIfAbsent(principal, this::collect);
    }

    private Rights collect(Principal principal) {
        List<Granted> granted = new ArrayList<>();
        Set<String> held = new TreeSet<>();
        for (Binding binding : bindings) {
            if (!binding.isFor(principal)) {
                continue;
            }
            held.add(binding.role());
            List<Rule> rules = rulesOf(binding.role());
            for (int i = 0; i < rules.size(); i++) {
                granted.add(new Granted(
                        rules.get(i).of(principal),
                        "RoleBinding/%s gives %s the role %s (rule %d)"
                                .formatted(binding.name(), principal.name(), binding.role(), i + 1)));
            }
        }
        return new Rights(granted, held);
    }

    private static String word(Verb verb) {
        return verb.name().toLowerCase(Locale.ROOT);
    }
}
