// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which entries of a thread's context (MDC, ThreadContext) become attributes of its lines. */
public final class ContextKeys {
    private final boolean all;
    private final Set<String> keys;

    private ContextKeys(boolean all, Set<String> keys) {
        this.all = all;
        this.keys = keys;
    }

    /**
     * @param included whether any do
     * @param list the only ones that do, separated by commas; all when it is blank
     */
    public static ContextKeys of(boolean included, String list) {
        Set<String> keys = Stream.of(list.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new ContextKeys(included && keys.isEmpty(), included ? keys : Set.of());
    }

    boolean includes(String key) {
        return all || keys.contains(key);
    }
}
