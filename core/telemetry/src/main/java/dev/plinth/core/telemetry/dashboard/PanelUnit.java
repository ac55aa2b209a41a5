// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonValue;

/** What numbers of a panel are. */
public enum PanelUnit {
    /** As they are. */
    NONE("none"),
    /** With k, M and so on. */
    SHORT("short"),
    SECONDS("seconds"),
    MILLISECONDS("milliseconds"),
    BYTES("bytes"),
    BYTES_PER_SECOND("bytes/s"),
    BITS_PER_SECOND("bits/s"),
    /** 100 is all. */
    PERCENT("percent"),
    /** 1 is all. */
    PERCENT_UNIT("percentunit"),
    REQUESTS_PER_SECOND("reqps"),
    OPERATIONS_PER_SECOND("ops");

    private final String code;

    PanelUnit(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }
}
