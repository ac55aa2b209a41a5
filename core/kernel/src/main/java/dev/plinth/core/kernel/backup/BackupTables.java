// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import java.util.List;

/**
 * Declared as a bean by a room whose tables belong into a backup.
 *
 * @param room also the name of their schema
 * @param tables what is referred to comes first; emptied and filled again by a restore
 */
public record BackupTables(String room, List<String> tables) {
    public BackupTables {
        tables = List.copyOf(tables);
    }
}
