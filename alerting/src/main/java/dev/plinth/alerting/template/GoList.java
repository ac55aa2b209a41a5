// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list that has names for what can be taken of it: {@code .Alerts.Firing}. */
final class GoList extends AbstractList<Object> {
    private final String type;
    private final List<?> elements;
    private final Map<String, List<?>> parts;

    GoList(String type, List<?> elements, Map<String, List<?>> parts) {
        this.type = type;
        this.elements = elements;
        this.parts = parts;
    }

    String type() {
        return type;
    }

    /** Null when there is none of this name. */
    @Nullable
    List<?> part(String name) {
        return parts.get(name);
    }

    @Override
    public Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
