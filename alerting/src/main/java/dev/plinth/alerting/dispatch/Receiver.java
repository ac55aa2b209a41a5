// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.util.List;

/** Who is told, in each of its ways. */
public record Receiver(String name, List<Integration> integrations) {
    public Receiver {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: \"\" (expected: the name of a receiver)");
        }
        integrations = List.copyOf(integrations);
    }

    public static Receiver of(String name, Integration... integrations) {
        return new Receiver(name, List.of(integrations));
    }

    /** By what the notification log knows an integration. Its place belongs to it, as in Alertmanager. */
    String target(int index) {
        return name + "/" + integrations.get(index).name() + "/" + index;
    }
}
