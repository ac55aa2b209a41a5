// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.tail;

import org.springframework.jdbc.core.JdbcTemplate;

/** A numbered table, and what is made of it. Called by one thread at a time. */
public interface Feed {
    /** Forget everything and read the whole state; called in a read-only transaction that sees one state of the database. */
    void load(JdbcTemplate jdbc);

    /**
     * Read on from where the last call ended, to the end.
     *
     * @return false if that is not possible, because the table is another one now: {@link #load} follows
     */
    boolean readOn(JdbcTemplate jdbc);
}
