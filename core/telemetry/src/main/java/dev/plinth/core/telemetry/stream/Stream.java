// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a record belongs. It is decided when the record comes in and goes with it, so that whoever writes it again writes it to the same place.
 *
 * @param name of the resource; empty for what belongs to none
 * @param slotHours how many hours are in one index
 */
public record Stream(String name, int slotHours) {
    static final int DAY = 24;
    public static final Stream NONE = new Stream("", DAY);
    private static final Pattern HEADER = Pattern.compile("([a-z0-9._-]{1,253})/(\\d{1,2})");

    /** As a header of Kafka has it. */
    public String header() {
        return name + "/" + slotHours;
    }

    /** What cannot be read belongs to none. */
    public static Stream ofHeader(String header) {
        Matcher parts = HEADER.matcher(header);
        if (!parts.matches()) {
            return NONE;
        }
        int hours = Integer.parseInt(parts.group(2));
        return hours < 1 || hours > DAY ? NONE : new Stream(parts.group(1), hours);
    }
}
