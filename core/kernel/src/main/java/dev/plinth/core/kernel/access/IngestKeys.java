// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import org.jspecify.annotations.Nullable;

/** Keys with which apps send telemetry, and which are good for nothing else. */
public interface IngestKeys {
    /** With what each begins. */
    String PREFIX = "plinth_ingest_";

    /**
     * Name of the app whose key it is, or null when it is nobody's. A deleted key is good for five seconds more; while PostgreSQL is away, those
     * that were good stay so.
     */
    @Nullable
    String owner(String key);
}
