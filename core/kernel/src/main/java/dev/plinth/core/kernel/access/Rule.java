// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A role's rule, ready to be asked. */
record Rule(Set<Verb> verbs, List<Glob> kinds, List<Glob> environments, List<Glob> names) {
    private static final List<Glob> ANY = List.of(new Glob("*"));

    static Rule of(RoleSpec.Rule spec) {
        Set<Verb> verbs = EnumSet.noneOf(Verb.class);
        for (String verb : spec.verbs()) {
            if (verb.equals("*")) {
                verbs.addAll(EnumSet.allOf(Verb.class));
            } else {
                verbs.add(Verb.valueOf(verb.toUpperCase(Locale.ROOT)));
            }
        }
        return new Rule(verbs, globs(spec.kinds()), globs(spec.environments()), globs(spec.names()));
    }

    private static List<Glob> globs(@Nullable List<String> patterns) {
        return patterns == null || patterns.isEmpty()
                ? ANY
                : patterns.stream().map(Glob::new).toList();
    }

    boolean allows(Verb verb, ResourceKey key) {
        return allows(verb, key.kind()) && anyMatches(environments, key.env()) && anyMatches(names, key.name());
    }

    boolean allows(Verb verb, String kind) {
        return verbs.contains(verb) && anyMatches(kinds, kind);
    }

    private static boolean anyMatches(List<Glob> globs, String text) {
        return globs.stream().anyMatch(glob -> glob.matches(text));
    }

    /** Whether everything the other allows, this allows too. */
    boolean covers(Rule other) {
        return verbs.containsAll(other.verbs)
                && covers(kinds, other.kinds)
                && covers(environments, other.environments)
                && covers(names, other.names);
    }

    private static boolean covers(List<Glob> globs, List<Glob> others) {
        return others.stream().allMatch(other -> globs.stream().anyMatch(glob -> glob.covers(other)));
    }
}
