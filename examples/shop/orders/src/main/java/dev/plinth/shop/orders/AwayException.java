// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

/** Another service is needed for the answer, and does not give one. */
final class AwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String service;

    AwayException(String service, Throwable cause) {
        super("%s does not answer: %s".formatted(service, cause.getMessage()), cause);
        this.service = service;
    }

    String service() {
        return service;
    }
}
