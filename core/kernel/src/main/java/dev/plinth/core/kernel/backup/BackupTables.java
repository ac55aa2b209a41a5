// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Declared as a bean by a room whose tables belong into a backup.
 *
 * @param room also the name of their schema
 * @param tables what is referred to comes first; emptied and filled again by a restore, and with them what refers to them
 * @param inUse SQL that counts what a restore would delete and nobody should lose; null when the ledger shows it
 */
public record BackupTables(
        String room, List<String> tables, @Nullable String inUse) {
    public BackupTables {
        tables = List.copyOf(tables);
    }
}
