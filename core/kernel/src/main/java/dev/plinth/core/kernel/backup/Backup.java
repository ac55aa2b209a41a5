// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.secret.SecretVault;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the tables of all rooms into one ZIP file, as PostgreSQL's {@code COPY} writes them, in one consistent state; and reads
 * such a file into an installation that holds nothing yet. Secrets stay sealed.
 */
@Service
class Backup {
    private static final String MANIFEST = "manifest.json";
    private static final String END = "end.json";

    private final List<BackupTables> rooms;
    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate reading;
    private final TransactionTemplate writing;
    private final SecretVault secrets;
    private final JsonMapper json;
    private final Clock clock;

    Backup(
            List<BackupTables> rooms,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            SecretVault secrets,
            JsonMapper json,
            Clock clock) {
        this.rooms = List.copyOf(rooms);
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.reading = new TransactionTemplate(transactions);
        this.reading.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.reading.setReadOnly(true);
        this.writing = new TransactionTemplate(transactions);
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
    }

    /** Last entry of a backup: without it, the file was cut. */
    record End(Map<String, Long> rows) {}

    /** What a restore brought back. */
    record Restored(long position, long resources, long changes, long secrets) {}

    /** The backup is whole when this returns; a failure on the way leaves a file that {@link #restore} refuses. */
    void write(OutputStream out) {
        reading.executeWithoutResult(status -> {
            Manifest manifest = manifest();
            try (ZipOutputStream zip = new ZipOutputStream(new Unclosed(out))) {
                entry(zip, MANIFEST, manifest);
                Map<String, Long> rows = new LinkedHashMap<>();
                for (Manifest.Table table : manifest.tables()) {
                    zip.putNextEntry(new ZipEntry(table.entry()));
                    rows.put(
                            table.qualified(),
                            copy(manager -> manager.copyOut(
                                    "copy (select %s from %s order by 1, 2) to stdout"
                                            .formatted(table.columnList(), table.qualified()),
                                    new Unclosed(zip))));
                    zip.closeEntry();
                }
                entry(zip, END, new End(rows));
            } catch (IOException e) {
                throw new ProblemException(
                        ErrorCode.BACKUP_UNREADABLE,
                        "Nobody takes the backup: " + e.getMessage(),
                        List.of(),
                        Map.of(),
                        e);
            }
        });
    }

    private void entry(ZipOutputStream zip, String name, Object content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(json.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
        zip.closeEntry();
    }

    private Manifest manifest() {
        List<Manifest.Table> tables = rooms.stream()
                .flatMap(room -> room.tables().stream().map(table -> table(room.room(), table)))
                .toList();
        return client.sql("select seq, access_seq, installation from kernel.ledger_head")
                .query((row, i) -> new Manifest(
                        Manifest.FORMAT,
                        clock.instant(),
                        row.getObject(3, UUID.class),
                        row.getLong(1),
                        row.getLong(2),
                        secrets.keyId(),
                        schemas(),
                        tables))
                .single();
    }

    private Map<String, String> schemas() {
        Map<String, String> versions = new LinkedHashMap<>();
        for (BackupTables room : rooms) {
            versions.put(
                    room.room(),
                    client.sql("select version from %s.flyway_schema_history order by installed_rank desc limit 1"
                                    .formatted(room.room()))
                            .query(String.class)
                            .single());
        }
        return versions;
    }

    private Manifest.Table table(String room, String name) {
        return new Manifest.Table(
                room,
                name,
                client.sql("""
                                select column_name from information_schema.columns
                                where table_schema = ? and table_name = ? and is_generated = 'NEVER'
                                order by ordinal_position
                                """)
                        .params(room, name)
                        .query((row, i) -> row.getString(1))
                        .list());
    }

    /**
     * Puts a backup in the place of what every installation begins with. All of it or nothing.
     *
     * @throws ProblemException {@code BACKUP_UNREADABLE} for a file that is none, is not whole, or was written by a version with
     *     other tables; {@code INSTALLATION_NOT_EMPTY}; {@code SECRET_UNREADABLE} when it was sealed with another master key
     */
    Restored restore(InputStream in) {
        return Objects.requireNonNull(writing.execute(status -> {
            lockHead();
            requireEmpty();
            try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(in))) {
                return restore(zip);
            } catch (ZipException e) {
                throw unreadable("It is no whole ZIP file: " + e.getMessage(), e);
            } catch (IOException e) {
                throw unreadable("It ends too early: " + e.getMessage(), e);
            }
        }));
    }

    /** Makes every writer of the ledger wait. */
    private void lockHead() {
        client.sql("select seq from kernel.ledger_head for update")
                .query(Long.class)
                .single();
    }

    private void requireEmpty() {
        long own = client.sql("select count(*) from kernel.change where change_set <> 1")
                .query(Long.class)
                .single();
        if (own > 0) {
            throw new ProblemException(
                    ErrorCode.INSTALLATION_NOT_EMPTY,
                    "This installation has %d changes of its own, which a restore would delete (expected: none)."
                            .formatted(own));
        }
        for (BackupTables room : rooms) {
            long rows = room.inUse() == null
                    ? 0
                    : client.sql(room.inUse()).query(Long.class).single();
            if (rows > 0) {
                throw new ProblemException(
                        ErrorCode.INSTALLATION_NOT_EMPTY,
                        "This installation has %d entries of its own in %s, which a restore would delete (expected: none)."
                                .formatted(rows, room.room()));
            }
        }
    }

    private Restored restore(ZipInputStream zip) throws IOException {
        Manifest manifest = read(zip, MANIFEST, Manifest.class);
        requireFits(manifest);
        List<String> all = rooms.stream()
                .flatMap(room -> room.tables().stream().map(table -> room.room() + "." + table))
                .toList();
        jdbc.execute("truncate " + String.join(", ", all) + " cascade");
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Manifest.Table table : manifest.tables()) {
            requireEntry(zip, table.entry());
            rows.put(
                    table.qualified(),
                    copy(manager -> manager.copyIn(
                            "copy %s (%s) from stdin".formatted(table.qualified(), table.columnList()),
                            new UnclosedInput(zip))));
            advanceIdentity(table);
        }
        End end = read(zip, END, End.class);
        if (!end.rows().equals(rows)) {
            throw unreadable("It says it holds %s, but it holds %s.".formatted(end.rows(), rows), null);
        }
        // positions of before mean nothing now: whoever watches is told to start over
        client.sql("update kernel.ledger_head set seq = ?, access_seq = ?, installation = gen_random_uuid()")
                .params(manifest.position(), manifest.accessPosition())
                .update();
        client.sql("select pg_notify('plinth_ledger', ?)")
                .param(Long.toString(manifest.position()))
                .query((row, i) -> i)
                .list();
        return new Restored(
                manifest.position(),
                rows.getOrDefault("kernel.resource", 0L),
                rows.getOrDefault("kernel.change", 0L),
                rows.getOrDefault("kernel.secret_value", 0L));
    }

    /** Numbers that the database gives go on after those that came back. */
    private void advanceIdentity(Manifest.Table table) {
        List<String> columns = client.sql("""
                        select a.attname from pg_attribute a
                        where a.attrelid = ?::regclass and a.attidentity <> '' and not a.attisdropped
                        """)
                .param(table.qualified())
                .query((row, i) -> row.getString(1))
                .list();
        for (String column : columns) {
            client.sql("select setval(pg_get_serial_sequence(?, ?), (select coalesce(max(%s), 0) + 1 from %s), false)"
                            .formatted(column, table.qualified()))
                    .param(table.qualified())
                    .param(column)
                    .query(Long.class)
                    .single();
        }
    }

    private void requireFits(Manifest manifest) {
        if (manifest.format() != Manifest.FORMAT) {
            throw unreadable("It has format %d (expected: %d).".formatted(manifest.format(), Manifest.FORMAT), null);
        }
        Map<String, String> own = schemas();
        if (!manifest.schemas().equals(own)) {
            throw unreadable(
                    "Its tables have the versions %s (expected: %s). Restore it with the Plinth that wrote it, then upgrade."
                            .formatted(manifest.schemas(), own),
                    null);
        }
        List<Manifest.Table> tables = manifest().tables();
        if (!manifest.tables().equals(tables)) {
            throw unreadable("It holds other tables than this version has.", null);
        }
        if (!manifest.masterKey().equals(secrets.keyId())) {
            throw new ProblemException(
                    ErrorCode.SECRET_UNREADABLE,
                    "Its secrets are sealed with the master key %s (this installation has %s). Put that key in place of secrets/master.key in the data directory, start again, and restore then."
                            .formatted(manifest.masterKey(), secrets.keyId()),
                    List.of(),
                    Map.of("keyId", manifest.masterKey()),
                    null);
        }
    }

    private <T> T read(ZipInputStream zip, String name, Class<T> type) throws IOException {
        requireEntry(zip, name);
        try {
            return json.readValue(zip.readAllBytes(), type);
        } catch (JacksonException e) {
            throw unreadable("Its " + name + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static void requireEntry(ZipInputStream zip, String name) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(name)) {
            throw unreadable(
                    "It has %s where %s is expected.".formatted(entry == null ? "its end" : entry.getName(), name),
                    null);
        }
    }

    private static ProblemException unreadable(String detail, @Nullable Throwable cause) {
        return new ProblemException(
                ErrorCode.BACKUP_UNREADABLE, "The backup cannot be restored. " + detail, List.of(), Map.of(), cause);
    }

    private interface Copying {
        long with(CopyManager manager) throws SQLException, IOException;
    }

    private long copy(Copying copying) throws IOException {
        List<IOException> failures = new ArrayList<>();
        Long rows = jdbc.execute((Connection connection) -> {
            try {
                return copying.with(connection.unwrap(PGConnection.class).getCopyAPI());
            } catch (IOException e) {
                failures.add(e);
                return 0L;
            }
        });
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return Objects.requireNonNull(rows);
    }

    /** What is written into goes on after this part. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    /** What is read from goes on after this part. */
    private static final class UnclosedInput extends FilterInputStream {
        UnclosedInput(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
