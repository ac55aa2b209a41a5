// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.intake;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.kernel.engine.EngineAway;
import java.util.Collection;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Alerts that came in, in the database, until the core that tells people has made them part of what it knows. */
@Component
public class StoredIntake implements AlertIntake {
    private static final TypeReference<List<Alert>> ALERTS = new TypeReference<>() {};
    private static final String ENV = "env";
    /** At once, so that nobody waits long for the rest. */
    private static final int MOST = 1_000;

    private final JdbcTemplate jdbc;

    StoredIntake(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Alerts that came in together. */
    public record Batch(long id, String env, Source source, List<Alert> alerts) {}

    @Override
    public void accept(String env, Source source, Collection<Alert> alerts) {
        if (alerts.isEmpty()) {
            return;
        }
        List<Alert> own = alerts.stream().map(alert -> in(env, alert)).toList();
        try {
            jdbc.update(
                    "insert into alerts.intake (env, source, alerts) values (?, ?, ?::jsonb)",
                    env,
                    source.name(),
                    AlertJson.MAPPER.writeValueAsString(own));
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not take alerts: " + e.getMessage(), e);
        }
    }

    private static Alert in(String env, Alert alert) {
        return alert.labels().get(ENV).equals(env)
                ? alert
                : new Alert(
                        alert.labels().with(ENV, env),
                        alert.annotations(),
                        alert.startsAt(),
                        alert.endsAt(),
                        alert.updatedAt(),
                        alert.generatorUrl(),
                        alert.timeout());
    }

    /** What came in, the oldest first, but for what is known already. */
    public List<Batch> read(Collection<Long> known) {
        return jdbc.query(
                "select id, env, source, alerts from alerts.intake where not (id = any(?)) order by id limit ?",
                statement -> {
                    statement.setArray(1, statement.getConnection().createArrayOf("bigint", known.toArray()));
                    statement.setInt(2, MOST);
                },
                (row, number) -> new Batch(
                        row.getLong("id"),
                        row.getString("env"),
                        Source.valueOf(row.getString("source")),
                        AlertJson.MAPPER.readValue(row.getString("alerts"), ALERTS)));
    }

    /** They are part of what is known. */
    public void delete(Collection<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.update(
                    "delete from alerts.intake where id = any(?)",
                    statement ->
                            statement.setArray(1, statement.getConnection().createArrayOf("bigint", ids.toArray())));
        }
    }
}
