// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a change did to its resource. */
public enum Action {
    CREATE,
    UPDATE,
    DELETE;

    /** As the table and the API write it. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Action ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
