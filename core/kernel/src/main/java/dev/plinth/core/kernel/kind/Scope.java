// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a resource belongs to an environment. */
public enum Scope {
    ENV,
    GLOBAL;

    /** As the API writes it. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
