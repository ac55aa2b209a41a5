// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

/**
 * What names a resource.
 *
 * @param env the environment, or {@link #GLOBAL} for kinds of global scope
 */
public record ResourceKey(String kind, String env, String name) implements Comparable<ResourceKey> {
    /** The environment of a resource that belongs to none. */
    public static final String GLOBAL = "";

    public static ResourceKey global(String kind, String name) {
        return new ResourceKey(kind, GLOBAL, name);
    }

    public boolean isGlobal() {
        return env.isEmpty();
    }

    @Override
    public int compareTo(ResourceKey other) {
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) {
            return byKind;
        }
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : env.compareTo(other.env);
    }

    /** {@code Route/shop in prod}, {@code Role/admin}. */
    @Override
    public String toString() {
        return isGlobal() ? kind + "/" + name : kind + "/" + name + " in " + env;
    }
}
