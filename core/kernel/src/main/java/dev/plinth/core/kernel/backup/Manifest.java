// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * First entry of a backup.
 *
 * @param format of the file; this program reads and writes {@link #FORMAT}
 * @param position number of the last change in it
 * @param accessPosition number of the last change of a role or binding
 * @param masterKey id of the key that opens the secrets in it
 * @param schemas version of each room's tables
 * @param tables in the order in which they follow and are restored
 */
record Manifest(
        int format,
        Instant at,
        UUID installation,
        long position,
        long accessPosition,
        String masterKey,
        Map<String, String> schemas,
        List<Table> tables) {
    static final int FORMAT = 1;

    record Table(String room, String name, List<String> columns) {
        String qualified() {
            return room + "." + name;
        }

        String entry() {
            return qualified() + ".copy";
        }

        String columnList() {
            return String.join(", ", columns);
        }
    }
}
