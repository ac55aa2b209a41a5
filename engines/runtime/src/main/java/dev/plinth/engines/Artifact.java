// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import org.jspecify.annotations.Nullable;

/**
 * One file in a Maven repository.
 *
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param bytes size of the file
 */
public record Artifact(
        String groupId,
        String artifactId,
        String version,
        String extension,
        @Nullable String classifier,
        String sha256,
        long bytes) {
    /** The path below a repository's root, by Maven's default layout. */
    public String path() {
        return "%s/%s/%s/%s-%s%s.%s"
                .formatted(
                        groupId.replace('.', '/'),
                        artifactId,
                        version,
                        artifactId,
                        version,
                        classifier == null ? "" : "-" + classifier,
                        extension);
    }

    /** As the lock file and error messages write it. */
    public String coordinates() {
        return groupId + ":" + artifactId + ":" + extension + (classifier == null ? "" : ":" + classifier) + ":"
                + version;
    }
}
