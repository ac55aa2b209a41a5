// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a live item is; one that is down is not there any more. */
public enum LiveState {
    UP,
    /** Finishes what it has begun and wants nothing new. */
    DRAINING;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static LiveState ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
