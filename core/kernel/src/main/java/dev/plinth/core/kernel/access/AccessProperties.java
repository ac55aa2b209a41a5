// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How programs on this machine prove who they are.
 *
 * @param localTokenFile file of mode 0600 with the token of the command line; who can read it is {@code local:<owner of the file>},
 *     from a loopback address only
 * @param credentialsDirectory directory of mode 0700; the file {@code gateway.token} in it holds the token of {@code
 *     process:gateway}, the file {@code apps/orders.token} that of {@code app:orders}
 */
@ConfigurationProperties("plinth.access")
public record AccessProperties(
        @Nullable Path localTokenFile, @Nullable Path credentialsDirectory) {}
