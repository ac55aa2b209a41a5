// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Something that is made of all resources of a kind, and made anew when one of them has changed. To ask is cheap, so it may be asked for each request.
 *
 * @param <T> what is made; must not change afterwards
 */
public final class DerivedView<T> {
    private final ResourceView resources;
    private final String kind;
    private final Function<List<Resource>, T> maker;
    private volatile Made<T> made;

    private record Made<T>(List<Resource> of, T result) {
        /** A resource that has not changed is the same object. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Collection<Resource> resources) {
            if (resources.size() != of.size()) {
                return false;
            }
            Iterator<Resource> mine = of.iterator();
            return resources.stream().allMatch(each -> mine.next() == each);
        }
    }

    /** @param maker gets all of them, sorted by key; may be called by several threads at once */
    public DerivedView(ResourceView resources, String kind, Function<List<Resource>, T> maker) {
        this.resources = resources;
        this.kind = kind;
        this.maker = maker;
        this.made = new Made<>(List.of(), maker.apply(List.of()));
    }

    /** As it is now. */
    public T get() {
        Collection<Resource> now = resources.list(kind);
        Made<T> current = made;
        if (!current.isOf(now)) {
            List<Resource> of = List.copyOf(now);
            current = new Made<>(of, maker.apply(of));
            made = current;
        }
        return current.result();
    }
}
