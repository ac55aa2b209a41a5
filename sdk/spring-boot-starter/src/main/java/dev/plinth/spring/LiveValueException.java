// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

/** A live value has no setting and no fallback. */
final class LiveValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LiveValueException(String key, String where) {
        super("%s: nothing (expected: a value, for %s)".formatted(key, where));
    }
}
