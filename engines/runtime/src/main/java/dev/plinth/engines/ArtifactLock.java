// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.util.List;

/** The artifacts one engine runs on, in class path order, each pinned by version and SHA-256. */
public record ArtifactLock(List<Artifact> artifacts) {
    public ArtifactLock {
        artifacts = List.copyOf(artifacts);
    }

    public long bytes() {
        return artifacts.stream().mapToLong(Artifact::bytes).sum();
    }
}
