// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import org.jspecify.annotations.Nullable;

/** Addresses as the label {@code instance} has them. */
record HostPort(String host, String port) {
    /** Takes {@code host:port} apart, or gives null when it is none. */
    private static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[")) {
            if (host.indexOf(']') != host.length() - 1) {
                return null;
            }
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return null;
        }
        String port = text.substring(colon + 1);
        boolean brackets = (host + port).indexOf('[') >= 0 || (host + port).indexOf(']') >= 0;
        return brackets ? null : new HostPort(host, port);
    }

    static String withoutPort(String text) {
        HostPort parsed = parse(text);
        return parsed == null ? text : parsed.host;
    }

    /** The first part of the name, with the port; what is an address of IP stays. */
    static String withoutDomain(String text) {
        HostPort parsed = parse(text);
        String host = parsed == null ? text : parsed.host;
        if (isAddress(host)) {
            return text;
        }
        String first = host.split("\\.", 2)[0];
        return parsed == null || parsed.port.isEmpty()
                ? first
                : (first.indexOf(':') >= 0 ? "[" + first + "]" : first) + ":" + parsed.port;
    }

    private static boolean isAddress(String host) {
        String part = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
        return host.matches("(" + part + "\\.){3}" + part)
                || (host.contains(":") && host.matches("[0-9a-fA-F:]+(:(" + part + "\\.){3}" + part + ")?"));
    }
}
