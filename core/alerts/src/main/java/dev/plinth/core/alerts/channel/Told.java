// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has a message, where each is told by himself: when it is tried again, only the others are told. Of the last messages, in this process. */
final class Told {
    private static final int MOST_MESSAGES = 1_000;

    private final Map<List<String>, Set<String>> told = new LinkedHashMap<>();

    private static List<String> key(Delivery delivery) {
        return List.of(delivery.channel().toString(), delivery.message().id());
    }

    /** Those who do not have it. */
    synchronized List<String> others(Delivery delivery, List<String> to) {
        Set<String> have = told.getOrDefault(key(delivery), Set.of());
        return to.stream().filter(each -> !have.contains(each)).toList();
    }

    synchronized void add(Delivery delivery, String to) {
        told.computeIfAbsent(key(delivery), key -> new HashSet<>()).add(to);
        if (told.size() > MOST_MESSAGES) {
            told.remove(told.keySet().iterator().next());
        }
    }
}
