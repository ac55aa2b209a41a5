// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request over a route, or an event that a service told.
 *
 * @param name of the route, or of the event
 * @param service that answered or told it
 * @param user who was signed in; null when it is not known
 * @param fields what is known of it
 */
record Happening(
        Sort sort,
        String env,
        String name,
        String service,
        @Nullable String user,
        Map<String, String> fields) {
    enum Sort {
        REQUEST,
        EVENT
    }

    /** Empty when there is no such field. */
    String field(String field) {
        return fields.getOrDefault(field, "");
    }
}
