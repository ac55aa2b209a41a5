// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.nio.file.Path;
import java.util.List;

/** Artifacts on this machine, with the local Maven repository as the cache. */
public interface ArtifactStore {
    /** Those of the lock that are not here yet and would be fetched. */
    List<Artifact> missing(ArtifactLock lock);

    /**
     * Fetches what is missing, a few at a time, verifies it, and reports progress. An artifact that fails its SHA-256 is
     * deleted and reported; it never becomes visible under its final name.
     *
     * @throws EngineException naming the artifact, when it cannot be had (no network, not in the mirror, wrong digest)
     */
    void fetch(ArtifactLock lock, Progress progress);

    /**
     * The verified files in the order of the lock.
     *
     * @throws EngineException when one is missing
     */
    List<Path> files(ArtifactLock lock);

    /** Called from several threads. */
    interface Progress {
        void received(Artifact artifact, long bytes, long total);
    }
}
