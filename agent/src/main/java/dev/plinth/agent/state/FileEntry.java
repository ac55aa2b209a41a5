// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

import java.nio.file.Path;

/**
 * What is remembered of a file.
 *
 * @param path under which it was found first
 * @param born milliseconds of its creation, 0 where the file system does not tell
 * @param head what it begins with
 * @param mark what Plinth has of it
 * @param seen milliseconds of when it was there last
 */
public record FileEntry(Path path, FileKey key, long born, Fingerprint head, Mark mark, long seen) {}
