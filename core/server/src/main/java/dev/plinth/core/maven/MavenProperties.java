// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.maven;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The SDK.
 *
 * @param directory a Maven repository that the build left; null to serve none
 */
@ConfigurationProperties("plinth.maven")
record MavenProperties(@Nullable Path directory) {}
