// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The console.
 *
 * @param directory what the build of the console left; null to serve none
 */
@ConfigurationProperties("plinth.console")
record ConsoleProperties(@Nullable Path directory) {}
