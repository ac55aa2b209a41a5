// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.engines.EngineException;
import java.nio.file.Path;

/** Makes the resources that an app needs before it starts. */
@FunctionalInterface
public interface Declarations {
    /**
     * Makes those of the file that are not there; what is there stays as it is.
     *
     * @throws EngineException when the file cannot be used, or the core refuses what is in it
     */
    void ensure(String app, Path file);
}
