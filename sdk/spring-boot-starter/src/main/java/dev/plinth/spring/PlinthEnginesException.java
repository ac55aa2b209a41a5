// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.PlinthException;

/** What the application has in engines is not known, or not ready. */
final class PlinthEnginesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlinthEnginesException(PlinthException cause) {
        super(cause.getMessage(), cause);
    }
}
