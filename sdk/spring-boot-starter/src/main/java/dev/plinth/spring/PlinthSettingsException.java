// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.util.List;

/** Settings of {@code plinth.*} are missing or wrong. */
final class PlinthSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlinthSettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
