// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.net.URI;

/** The application's settings are not known: Plinth did not tell them, and no earlier run left them. */
final class PlinthAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlinthAwayException(URI url, String problem) {
        super("Plinth at %s has not told the settings: %s".formatted(url, problem));
    }
}
