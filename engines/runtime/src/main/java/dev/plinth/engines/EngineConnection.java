// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How clients reach an engine, whether started here or given.
 *
 * @param url the engine's usual form: {@code jdbc:postgresql://127.0.0.1:7432/plinth}, {@code redis://127.0.0.1:7379}, {@code
 *     kafka://127.0.0.1:7092}, {@code http://127.0.0.1:7200}
 * @param username null where the engine asks for none
 * @param passwordFile file of mode 0600 with the password as its only line; null where the engine asks for none
 */
public record EngineConnection(
        String url, @Nullable String username, @Nullable Path passwordFile) {}
