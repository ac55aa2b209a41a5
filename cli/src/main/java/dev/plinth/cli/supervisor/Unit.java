// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.ProcessSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something to run: an engine, the core, an app of the user. */
public interface Unit {
    String name();

    /** The port it listens on, 0 if none. */
    int port();

    /** All ports it listens on; they must be free before it is started. */
    default List<Integer> ports() {
        return port() == 0 ? List.of() : List.of(port());
    }

    /** Names of the units that must be ready first. */
    Set<String> after();

    /** What has to be fetched before; empty if nothing. */
    ArtifactLock artifacts();

    /**
     * Makes everything ready for a start; called before every one.
     *
     * @throws EngineException when that cannot work, and trying again would not help
     */
    ProcessSpec prepare();

    /** @throws EngineException that says why it is not ready, or not healthy */
    void check();

    /** The ahead-of-time cache of the process, if it has one. */
    @Nullable
    AotCache aotCache();
}
