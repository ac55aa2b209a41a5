// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is told of a request to a service, for business monitoring.
 *
 * @param page whether it was a page that a person sees, and it was answered
 * @param agent hash of the program that asked; with the address it tells visitors who are not signed in from each other
 * @param release version of the instance that answered; null when it says none
 * @param business fields that the service told in its header {@value #HEADER} (RFC 9651, a dictionary); null when it told none
 */
public record Visit(
        boolean page,
        int agent,
        @Nullable String release,
        @Nullable String business) {
    /** In an answer of a service: what happened, for {@code Transaction}s. It goes no further than the gateway. */
    public static final String HEADER = "plinth-business";
}
