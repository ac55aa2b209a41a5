// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.alerting.dispatch.DispatcherState;
import dev.plinth.alerting.dispatch.Flapping;
import dev.plinth.core.alerts.intake.AlertJson;
import dev.plinth.promql.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What is known of who was told what, in the database. */
@Component
class StateStore {
    private final JdbcTemplate jdbc;

    StateStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** All that is known of an environment. Silences are resources and not in it. */
    record Known(DispatcherState dispatcher, List<Change> changes) {}

    /** Whether an alert fires again and again. */
    record Change(Labels labels, Flapping.History history) {}

    /** @param version of what is known; 0 for nothing */
    record Versioned(long version, Known known) {}

    /** Somebody else has written; what this core knows is old. */
    static final class OutdatedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutdatedException(String env) {
            super("another core tells of alerts in " + env);
        }
    }

    Optional<Versioned> read(String env) {
        return jdbc
                .query(
                        "select version, state from alerts.dispatch where env = ?",
                        (row, number) -> new Versioned(row.getLong("version"), known(row.getBytes("state"))),
                        env)
                .stream()
                .findFirst();
    }

    /** The version alone, which is quick. */
    long version(String env) {
        return jdbc.queryForList("select version from alerts.dispatch where env = ?", Long.class, env).stream()
                .findFirst()
                .orElse(0L);
    }

    /**
     * Takes the place of what was known.
     *
     * @param before the version that it follows; 0 for nothing
     * @throws OutdatedException when that is not the last
     */
    void write(String env, long before, Known known) {
        int written = before == 0
                ? jdbc.update(
                        "insert into alerts.dispatch (env, version, state) values (?, 1, ?) on conflict do nothing",
                        env,
                        bytes(known))
                : jdbc.update(
                        "update alerts.dispatch set version = version + 1, state = ? where env = ? and version = ?",
                        bytes(known),
                        env,
                        before);
        if (written != 1) {
            throw new OutdatedException(env);
        }
    }

    private static Known known(byte[] state) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(state))) {
            return AlertJson.MAPPER.readValue(in, Known.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Known known) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            AlertJson.MAPPER.writeValue(out, known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
