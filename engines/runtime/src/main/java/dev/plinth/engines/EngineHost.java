// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.nio.file.Path;

/**
 * The machine as one engine sees it.
 *
 * @param directory the engine's own directory, below the data directory; created by the engine, mode 0700
 * @param secrets directory of password files, mode 0700; an engine's files there begin with its name
 * @param port loopback port for clients
 * @param java {@code bin/java} of the JDK that child JVMs run on
 * @param artifacts finds the files of an {@link ArtifactLock}
 * @param aotCache the ahead-of-time cache of this process, if it is a JVM
 */
public record EngineHost(
        Path directory, Path secrets, int port, Path java, ArtifactStore artifacts, AotCache aotCache) {}
