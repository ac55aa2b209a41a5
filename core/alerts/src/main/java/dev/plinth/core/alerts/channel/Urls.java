// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

/** Addresses of requests. */
final class Urls {
    private Urls() {}

    /** With a parameter more, whose value is encoded already. */
    static String with(String url, String name, String encoded) {
        return url + (url.indexOf('?') < 0 ? '?' : '&') + name + "=" + encoded;
    }
}
