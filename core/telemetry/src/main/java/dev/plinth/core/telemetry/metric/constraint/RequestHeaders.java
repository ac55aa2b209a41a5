// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.constraint;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Headers that people may give to a request. */
public final class RequestHeaders {
    private static final int MAX_VALUE = 4_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");
    private static final String AUTHORIZATION = "authorization";
    /** What the request itself needs. */
    private static final Set<String> OWN = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private RequestHeaders() {}

    /**
     * What would be right; empty when it is.
     *
     * @param token the field that gives a token, which is not given as a header then
     */
    public static String expected(Map<String, @Nullable String> headers, String token) {
        for (Map.Entry<String, @Nullable String> header : headers.entrySet()) {
            String name = expectedName(header.getKey());
            if (!name.isEmpty()) {
                return name;
            }
            if (header.getKey().toLowerCase(Locale.ROOT).equals(AUTHORIZATION)) {
                return "headers without " + header.getKey() + " (a token is given by " + token + ")";
            }
            if (!isValue(header.getValue())) {
                return "values of ASCII without line ends, of at most " + MAX_VALUE + " characters";
            }
        }
        return "";
    }

    /** What would be right instead of a name; empty when it is. */
    public static String expectedName(String name) {
        if (!NAME.matcher(name).matches()) {
            return "names of headers, of letters, digits and '-'";
        }
        return OWN.contains(name.toLowerCase(Locale.ROOT))
                ? "headers without " + name + ", which the request sets itself"
                : "";
    }

    public static boolean isValue(@Nullable String value) {
        return value != null
                && value.length() <= MAX_VALUE
                && VALUE.matcher(value).matches();
    }
}
