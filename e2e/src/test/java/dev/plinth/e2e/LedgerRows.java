// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import dev.plinth.engines.SecretFiles;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** What really is in the ledger's table, read past all of our code. */
record LedgerRows(
        long head,
        long changes,
        long resources,
        long seenThatMustNot,
        Map<String, Long> lastByMessage,
        Map<String, Long> countByMessage) {
    static LedgerRows read(String url, String user, java.nio.file.Path passwordFile) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, SecretFiles.read(passwordFile));
                Statement statement = connection.createStatement()) {
            Map<String, Long> last = new HashMap<>();
            Map<String, Long> count = new HashMap<>();
            try (ResultSet rows =
                    statement.executeQuery("select message, max(seq), count(*) from kernel.change group by message")) {
                while (rows.next()) {
                    last.put(rows.getString(1), rows.getLong(2));
                    count.put(rows.getString(1), rows.getLong(3));
                }
            }
            return new LedgerRows(
                    number(statement, "select seq from kernel.ledger_head"),
                    number(statement, "select count(*) from kernel.change"),
                    number(
                            statement,
                            "select count(*) from kernel.resource r join kernel.change c on c.seq = r.revision"),
                    number(
                            statement,
                            "select count(*) from kernel.change where after::text like '%must never be seen%'"),
                    last,
                    count);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
