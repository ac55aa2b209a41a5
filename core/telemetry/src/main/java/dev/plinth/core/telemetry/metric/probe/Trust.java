// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import org.jspecify.annotations.Nullable;

/**
 * Which certificates are taken.
 *
 * @param any whether all are
 * @param authorities that are trusted, in PEM; those of the Java runtime when null
 * @param serverName that the certificate must be for; the host that is asked when null
 */
record Trust(
        boolean any, @Nullable String authorities, @Nullable String serverName) {}
