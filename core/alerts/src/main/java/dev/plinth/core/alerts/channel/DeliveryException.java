// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Nobody was told, or nobody knows whether somebody was. The message is for people, without secrets. */
public final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean lasting;
    private final @Nullable Duration retryAfter;

    /**
     * @param lasting whether it will go no better until somebody changes something, as a wrong password
     * @param retryAfter what the provider asks to wait; null if it says nothing
     */
    public DeliveryException(
            String message, boolean lasting, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
        this.retryAfter = retryAfter;
    }

    public boolean isLasting() {
        return lasting;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
