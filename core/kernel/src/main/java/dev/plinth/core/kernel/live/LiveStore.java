// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of the live tables. Leases are measured by PostgreSQL's clock, the one that all cores share. */
@Component
class LiveStore {
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
    private static final String ITEM =
            "select kind, env, name, labels, spec, state, owner, revision, since from kernel.live_item ";

    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    LiveStore(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    long head() {
        return single("select seq from kernel.live_head");
    }

    /** Makes every other writer wait until this transaction ends. */
    long lockHead() {
        return single("select seq from kernel.live_head for update");
    }

    private long single(String sql) {
        Long value = jdbc.queryForObject(sql, Long.class);
        return value == null ? 0 : value;
    }

    void moveHead(long seq) {
        jdbc.query(
                "with moved as (update kernel.live_head set seq = ?) select pg_notify('plinth_live', ?)",
                row -> {},
                seq,
                Long.toString(seq));
    }

    @Nullable
    LiveItem find(ResourceKey key) {
        return jdbc
                .query(
                        ITEM + "where kind = ? and name = ? and env = ?",
                        (row, i) -> item(row),
                        key.kind(),
                        key.name(),
                        key.env())
                .stream()
                .findFirst()
                .orElse(null);
    }

    List<LiveItem> all() {
        return jdbc.query(ITEM + "order by kind, name, env", (row, i) -> item(row));
    }

    /** Writes the item with a fresh lease; {@code since} stays that of the item it replaces. */
    void put(LiveItem item, Duration lease) {
        jdbc.update(
                """
                insert into kernel.live_item
                    (kind, env, name, labels, spec, state, owner, revision, since, lease, lease_until)
                values (?, ?, ?, ?::json, ?::json, ?, ?, ?, ?, ?::interval, now() + ?::interval)
                on conflict (kind, name, env) do update set
                    labels = excluded.labels, spec = excluded.spec, state = excluded.state, owner = excluded.owner,
                    revision = excluded.revision, lease = excluded.lease, lease_until = excluded.lease_until
                """,
                item.kind(),
                item.key().env(),
                item.name(),
                json.writeValueAsString(item.labels()),
                item.spec().toString(),
                item.state().code(),
                item.owner(),
                item.revision(),
                item.since().atOffset(java.time.ZoneOffset.UTC),
                lease.toString(),
                lease.toString());
    }

    void delete(ResourceKey key) {
        jdbc.update(
                "delete from kernel.live_item where kind = ? and name = ? and env = ?",
                key.kind(),
                key.name(),
                key.env());
    }

    void append(LiveEvent event) {
        jdbc.update(
                "insert into kernel.live_event (seq, kind, env, name, item) values (?, ?, ?, ?, ?::json)",
                event.seq(),
                event.key().kind(),
                event.key().env(),
                event.key().name(),
                event.item() == null ? null : json.writeValueAsString(event.item()));
    }

    /** Renews the leases of those items that are there and belong to the owner, in one statement; returns their keys. */
    List<ResourceKey> renew(Collection<ResourceKey> keys, String owner) {
        return jdbc.query(
                """
                update kernel.live_item set lease_until = now() + lease
                where owner = ? and (kind, name, env) in (select * from unnest(?::text[], ?::text[], ?::text[]))
                returning kind, env, name
                """,
                statement -> {
                    var connection = statement.getConnection();
                    statement.setString(1, owner);
                    statement.setArray(
                            2,
                            connection.createArrayOf(
                                    "text", keys.stream().map(ResourceKey::kind).toArray()));
                    statement.setArray(
                            3,
                            connection.createArrayOf(
                                    "text", keys.stream().map(ResourceKey::name).toArray()));
                    statement.setArray(
                            4,
                            connection.createArrayOf(
                                    "text", keys.stream().map(ResourceKey::env).toArray()));
                },
                (row, i) -> key(row));
    }

    boolean anyExpired() {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select from kernel.live_item where lease_until < now())", Boolean.class));
    }

    List<ResourceKey> deleteExpired() {
        return jdbc.query(
                "delete from kernel.live_item where lease_until < now() returning kind, env, name",
                (row, i) -> key(row));
    }

    /** Gives every expired item one more lease: nobody could renew while this program was away. */
    void forgiveExpired() {
        jdbc.update("update kernel.live_item set lease_until = now() + lease where lease_until < now()");
    }

    void prune(long keep) {
        jdbc.update("delete from kernel.live_event where seq <= (select seq from kernel.live_head) - ?", keep);
    }

    List<LiveEvent> eventsAfter(long seq, int limit) {
        return jdbc.query(
                "select seq, kind, env, name, item from kernel.live_event where seq > ? order by seq limit ?",
                (row, i) -> {
                    String item = row.getString("item");
                    return new LiveEvent(
                            row.getLong("seq"), key(row), item == null ? null : json.readValue(item, LiveItem.class));
                },
                seq,
                limit);
    }

    private LiveItem item(ResultSet row) throws SQLException {
        ResourceKey key = key(row);
        return new LiveItem(
                key.kind(),
                key.isGlobal() ? null : key.env(),
                key.name(),
                json.readValue(row.getString("labels"), LABELS),
                json.readTree(row.getString("spec")),
                LiveState.ofCode(row.getString("state")),
                row.getString("owner"),
                row.getLong("revision"),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    private static ResourceKey key(ResultSet row) throws SQLException {
        return new ResourceKey(row.getString("kind"), row.getString("env"), row.getString("name"));
    }
}
