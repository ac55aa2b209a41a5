// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import java.util.HashMap;
import java.util.Map;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway wrote of a request, as far as it is counted here.
 *
 * @param time microseconds since 1970
 * @param service null for the platform's own paths, which are not counted
 * @param agent hash of the program that asked
 * @param business what the service told in {@code Plinth-Business} (RFC 9651, a dictionary)
 */
record AccessLine(
        long time,
        @Nullable String route,
        @Nullable String method,
        @Nullable String path,
        int status,
        @Nullable String client,
        @Nullable String env,
        @Nullable String service,
        @Nullable String principal,
        @Nullable String problem,
        boolean page,
        int agent,
        @Nullable String release,
        @Nullable String business) {
    private static final String PERSON = "user:";
    private static final int SERVER_ERROR = 500;

    /** Who was signed in, as the ledger writes it; null when nobody was, or a program. */
    @Nullable
    String person() {
        return principal != null && principal.startsWith(PERSON) ? principal : null;
    }

    /** Whether it was a program of ours, which is no visitor. */
    boolean isProgram() {
        return principal != null && !principal.startsWith(PERSON);
    }

    /** Those are errors that are not the fault of who asked; also to be given no answer. */
    boolean isError() {
        return status == 0 || status >= SERVER_ERROR;
    }

    /** What is known of it; what the service told counts more than what the gateway saw. */
    Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        put(fields, "method", method);
        put(fields, "path", path);
        put(fields, "status", Integer.toString(status));
        put(fields, "service", service);
        put(fields, "release", release);
        put(fields, "problem", problem);
        if (business != null) {
            try {
                Parser.parseDictionary(business)
                        .get()
                        .forEach((name, value) -> put(fields, name, String.valueOf(value.get())));
            } catch (ParseException e) {
                // what cannot be read is left out, and the request counts all the same
                return fields;
            }
        }
        return fields;
    }

    private static void put(Map<String, String> to, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            to.put(name, value);
        }
    }
}
