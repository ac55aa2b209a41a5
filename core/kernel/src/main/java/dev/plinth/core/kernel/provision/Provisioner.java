// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.provision;

import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Makes of the resources of one kind what they stand for in an engine. A room declares it as a bean; it is called by one thread of one core at a
 * time, and only where the engine is.
 */
public interface Provisioner {
    String kind();

    /** As settings name it: {@code kafka}. */
    String engine();

    /** The apps that the resource is for. */
    Set<String> apps(Resource resource);

    /** What it is called in the engine. */
    String object(Resource resource);

    /**
     * Brings the engine to what the resources say: makes what is missing, and takes the rights from whom no resource names any more. It
     * deletes no data. Asked again it does nothing.
     *
     * @param first whether this is the first time since this core came up; passwords are set then
     * @return what is wrong, in a sentence for people, with each resource that is not as it should be
     * @throws dev.plinth.core.kernel.engine.EngineAway when nothing could be done
     */
    Map<ResourceKey, String> provision(Collection<Resource> resources, boolean first);

    /** How an app that the resource is for reaches it. */
    Access access(Resource resource, String app);

    /**
     * How something is reached.
     *
     * @param url as the engine's clients write it
     * @param properties what else there is to know
     */
    record Access(String url, String username, String password, Map<String, String> properties) {
        public Access {
            properties = Map.copyOf(properties);
        }
    }

    /**
     * The name of what belongs to a resource in an engine; no two resources have the same, since no environment has a dot in its name.
     */
    static String nameInEngine(ResourceKey key) {
        return nameInEngine(key.env(), key.name());
    }

    /** Also of the account of an app. */
    static String nameInEngine(String env, String name) {
        return env + "." + name;
    }
}
