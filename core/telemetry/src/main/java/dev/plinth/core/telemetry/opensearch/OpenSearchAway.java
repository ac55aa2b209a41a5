// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.opensearch;

import org.jspecify.annotations.Nullable;

/** OpenSearch does not do what it could do at another time: it is not there, has no room, or knows us no longer. */
public final class OpenSearchAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpenSearchAway(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
