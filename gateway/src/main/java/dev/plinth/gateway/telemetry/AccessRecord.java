// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * One request, as it was answered.
 *
 * @param epochMicros when its head had arrived
 * @param status 0 when the client went away first
 * @param upstream which instance answered; null when none did
 * @param traceThreshold which traces are kept, as {@code tracestate} says it; null for all
 * @param service whose instances were to answer, or which address; null for the platform's own paths
 * @param principal who asked, as the ledger writes it; null when nobody was asked
 * @param problem what went wrong, as a code; null when nothing did
 * @param visit null for the platform's own paths
 */
public record AccessRecord(
        long epochMicros,
        String route,
        String method,
        String host,
        String path,
        int status,
        long bytesIn,
        long bytesOut,
        long micros,
        @Nullable String upstream,
        String client,
        String traceId,
        String spanId,
        @Nullable String traceThreshold,
        @Nullable String service,
        @Nullable String principal,
        @Nullable String problem,
        @Nullable Visit visit) {
    /** The same for all requests of one visitor: a principal, or a program at an address. */
    int visitor() {
        return principal != null ? principal.hashCode() : 31 * client.hashCode() + (visit == null ? 0 : visit.agent());
    }
}
