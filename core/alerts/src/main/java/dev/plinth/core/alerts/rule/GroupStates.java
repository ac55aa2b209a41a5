// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.rule.RuleSnapshot;
import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What is known of the alerts of groups, in the database, so that a core that is killed is followed by another that knows it too. */
@Component
class GroupStates {
    private static final TypeReference<List<RuleSnapshot>> RULES = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    GroupStates(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What was known after an evaluation. */
    record Known(Instant evaluated, List<RuleSnapshot> rules) {}

    /**
     * What was known last; null when nothing ever was.
     *
     * @throws EngineAway when the database does not say
     */
    @Nullable
    Known read(ResourceKey group) {
        try {
            return jdbc
                    .query(
                            "select evaluated, rules from alerts.rule_group where env = ? and name = ?",
                            (row, number) -> new Known(
                                    row.getObject("evaluated", OffsetDateTime.class)
                                            .toInstant(),
                                    json.readValue(row.getString("rules"), RULES)),
                            group.env(),
                            group.name())
                    .stream()
                    .findFirst()
                    .orElse(null);
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not say which alerts there were: " + e.getMessage(), e);
        }
    }

    /**
     * The groups of which something is known.
     *
     * @throws EngineAway when the database does not say
     */
    List<ResourceKey> groups() {
        try {
            return jdbc.query(
                    "select env, name from alerts.rule_group",
                    (row, number) -> new ResourceKey(AlertRulesSpec.KIND, row.getString("env"), row.getString("name")));
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not say of which groups there were alerts: " + e.getMessage(), e);
        }
    }

    /** @throws EngineAway when the database does not take it */
    void write(ResourceKey group, Known known) {
        try {
            jdbc.update(
                    """
                    insert into alerts.rule_group (env, name, evaluated, rules) values (?, ?, ?, ?::jsonb)
                    on conflict (env, name) do update set evaluated = excluded.evaluated, rules = excluded.rules
                    """,
                    group.env(),
                    group.name(),
                    known.evaluated().atOffset(ZoneOffset.UTC),
                    json.writeValueAsString(known.rules()));
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not take which alerts there are: " + e.getMessage(), e);
        }
    }

    /** The group is gone. */
    void delete(ResourceKey group) {
        try {
            jdbc.update("delete from alerts.rule_group where env = ? and name = ?", group.env(), group.name());
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not forget alerts: " + e.getMessage(), e);
        }
    }
}
