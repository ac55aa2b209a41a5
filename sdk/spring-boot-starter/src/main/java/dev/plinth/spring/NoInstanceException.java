// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.io.IOException;

/** No instance of a service is up, or none could be reached. Nothing was sent. */
public final class NoInstanceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoInstanceException(String message) {
        super(message);
    }
}
