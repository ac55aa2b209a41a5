// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

/** Plinth could not be asked, or said no. */
public sealed class PlinthException extends RuntimeException
        permits PlinthException.Unavailable, PlinthException.Refused {
    private static final long serialVersionUID = 1L;

    private PlinthException(String message) {
        super(message);
    }

    private PlinthException(String message, Throwable cause) {
        super(message, cause);
    }

    /** It does not answer now; the same may work later. */
    public static final class Unavailable extends PlinthException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** It answered no: the secret is wrong, or a right is missing. Asking again does not help. */
    public static final class Refused extends PlinthException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
