// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.token;

import dev.plinth.core.kernel.resource.ResourceKey;

/** Where tokens come from. */
public interface TokenSource {
    /** The value that the secret has now. */
    String of(ResourceKey secret) throws TokenException;
}
