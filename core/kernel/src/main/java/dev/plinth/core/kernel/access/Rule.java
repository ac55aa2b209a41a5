// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A role's rule, ready to be asked. */
record Rule(Set<Verb> verbs, List<Glob> kinds, List<Glob> environments, List<Glob> names) {
    /** In a rule's names: the name of who asks, {@code orders} for {@code app:orders}. */
    static final String SELF = "{self}";

    private static final List<Glob> ANY = List.of(new Glob("*"));

    /** What a name may consist of to stand in a pattern as itself. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

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

    /** The rule as that principal has it; one with an unusual name of its own has nothing by {@code {self}}. */
    Rule of(Principal principal) {
        if (names.stream().noneMatch(Rule::namesSelf)) {
            return this;
        }
        String self = principal.name().substring(principal.name().indexOf(':') + 1);
        boolean plain = PLAIN.matcher(self).matches();
        return new Rule(
                verbs,
                kinds,
                environments,
                names.stream()
                        .filter(name -> plain || !namesSelf(name))
                        .map(name -> new Glob(name.pattern().replace(SELF, self)))
                        .toList());
    }

    private static boolean namesSelf(Glob name) {
        return name.pattern().contains(SELF);
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
                && other.names.stream().allMatch(this::coversName);
    }

    /** Who gets a role is not yet known, so only who may do it for all names may grant it for the name of each. */
    private boolean coversName(Glob other) {
        return namesSelf(other) ? names.containsAll(ANY) : names.stream().anyMatch(name -> name.covers(other));
    }

    private static boolean covers(List<Glob> globs, List<Glob> others) {
        return others.stream().allMatch(other -> globs.stream().anyMatch(glob -> glob.covers(other)));
    }
}
