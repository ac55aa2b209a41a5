// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.constraint;

import java.net.URI;
import java.util.Locale;

/** The address of a request, without secrets in the places that are known for them. */
public final class HttpUrl {
    private static final int MAX_PORT = 65_535;

    private HttpUrl() {}

    /** What would be right; empty when it is. */
    public static String expected(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            return "a URL, with what is special as %xx";
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "a URL that begins with http:// or https://";
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return "a URL without user, password and fragment";
        }
        if (url.getHost() == null) {
            return "a URL with a host, as https://shop.example.com/health";
        }
        return url.getPort() == 0 || url.getPort() > MAX_PORT ? "a URL with a port of 1 to " + MAX_PORT : "";
    }
}
