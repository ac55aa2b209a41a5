// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.system;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What this core is told about the machine around it.
 *
 * @param stateFile where the supervisor writes what it knows about its processes; null for a core that runs on its own
 */
@ConfigurationProperties("plinth.system")
record SystemProperties(@Nullable Path stateFile) {}
