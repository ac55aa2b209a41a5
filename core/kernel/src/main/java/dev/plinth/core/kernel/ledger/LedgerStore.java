// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SQL of the ledger's tables. What an older Plinth wrote stays as it was written, and is raised to today's version of its kind
 * whenever it is read.
 */
@Component
class LedgerStore {
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
    private static final String CHANGE =
            "select seq, change_set, at, author, message, kind, env, name, action, before, after from kernel.change ";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final JsonMapper json;
    private final Kinds kinds;

    LedgerStore(JdbcTemplate jdbc, JsonMapper json, Kinds kinds) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.json = json;
        this.kinds = kinds;
    }

    /** Where the ledger stands. */
    record Head(long seq, long accessSeq, UUID installation) {}

    Head head() {
        return client.sql("select seq, access_seq, installation from kernel.ledger_head")
                .query((row, i) -> head(row))
                .single();
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(row.getLong("seq"), row.getLong("access_seq"), row.getObject("installation", UUID.class));
    }

    /** The head, and the resources as they are at it. */
    record Locked(Head head, Map<ResourceKey, Resource> resources) {}

    /**
     * Makes every other writer wait until this transaction ends, and reads in the same round trip. The second statement begins when the
     * first has its lock, so it sees what the writer before has left.
     */
    Locked lock(Collection<ResourceKey> keys) {
        return jdbc.execute("""
                select seq, access_seq, installation from kernel.ledger_head for update;
                select kind, env, name, labels, spec, spec_version, revision, updated_at, updated_by
                from kernel.resource
                where (kind, name, env) in (select * from unnest(?::text[], ?::text[], ?::text[]))
                """, (PreparedStatementCallback<Locked>) statement -> {
            setKeys(statement, 1, keys);
            statement.execute();
            List<Head> head = rows(statement, LedgerStore::head);
            statement.getMoreResults();
            Map<ResourceKey, Resource> found = new HashMap<>();
            rows(statement, this::resource).forEach(resource -> found.put(resource.key(), resource));
            return new Locked(head.getFirst(), found);
        });
    }

    List<Resource> allResources() {
        return jdbc.query(
                "select kind, env, name, labels, spec, spec_version, revision, updated_at, updated_by from kernel.resource",
                (row, i) -> resource(row));
    }

    /** A reference from one resource to another. */
    record Reference(ResourceKey from, ResourceKey to) {}

    /**
     * References that lead nowhere now.
     *
     * @param missing of the resources that were written: their targets do not exist
     * @param orphaned to the resources that were deleted
     */
    record Dangling(List<Reference> missing, List<Reference> orphaned) {}

    private static final String UNNEST = "(select * from unnest(?::text[], ?::text[], ?::text[]))";

    private static final String WRITE = """
            insert into kernel.change (seq, change_set, at, author, message, kind, name, env, action, before, after)
            select seq, ?, ?, ?, ?, kind, name, env, action, before::json, after::json
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as t (seq, kind, name, env, action, before, after);
            delete from kernel.resource where (kind, name, env) in %1$s;
            insert into kernel.resource (kind, name, env, labels, spec, spec_version, revision, updated_at, updated_by)
            select kind, name, env, labels::json, spec::json, spec_version, revision, ?, ?
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
                as t (kind, name, env, labels, spec, spec_version, revision)
            on conflict (kind, name, env) do update set
                labels = excluded.labels, spec = excluded.spec, spec_version = excluded.spec_version,
                revision = excluded.revision, updated_at = excluded.updated_at, updated_by = excluded.updated_by;
            delete from kernel.reference where (from_kind, from_name, from_env) in %1$s;
            insert into kernel.reference (from_kind, from_name, from_env, to_kind, to_name, to_env)
            select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
            on conflict do nothing;
            update kernel.ledger_head set seq = ?, access_seq = ?;
            select pg_notify('plinth_ledger', ?);
            %2$s where (from_kind, from_name, from_env) in %1$s and %3$s;
            %2$s where (to_kind, to_name, to_env) in %1$s and %3$s
            """.formatted(
            UNNEST, "select from_kind, from_env, from_name, to_kind, to_env, to_name from kernel.reference r", """
                    not exists (
                        select from kernel.resource t where (t.kind, t.name, t.env) = (r.to_kind, r.to_name, r.to_env))
                    order by 1, 2, 3, 4, 5, 6 limit 20""");

    /**
     * Writes the changes, the resources they leave behind, their references and the new head, and looks for references that lead
     * nowhere: all in one round trip, since every other writer waits.
     */
    Dangling write(List<Change> changes, List<Reference> references, Head head) {
        List<ResourceKey> touched = changes.stream().map(Change::key).toList();
        List<ResourceKey> deleted = changes.stream()
                .filter(change -> change.after() == null)
                .map(Change::key)
                .toList();
        return jdbc.execute(WRITE, (PreparedStatementCallback<Dangling>) statement -> {
            Parameters parameters = new Parameters(statement);
            setChanges(parameters, changes);
            parameters.keys(deleted);
            setResources(parameters, changes);
            parameters.keys(touched);
            parameters.keys(references.stream().map(Reference::from).toList());
            parameters.keys(references.stream().map(Reference::to).toList());
            parameters.number(head.seq());
            parameters.number(head.accessSeq());
            parameters.text(Long.toString(head.seq()));
            parameters.keys(touched);
            parameters.keys(deleted);
            statement.execute();
            // past the six statements that write, and the notification
            for (int i = 0; i < 7; i++) {
                statement.getMoreResults();
            }
            List<Reference> missing = rows(statement, LedgerStore::reference);
            statement.getMoreResults();
            return new Dangling(missing, rows(statement, LedgerStore::reference));
        });
    }

    private void setChanges(Parameters parameters, List<Change> changes) throws SQLException {
        Change first = changes.getFirst();
        parameters.number(first.changeSet());
        parameters.time(first.at());
        parameters.text(first.author());
        parameters.text(first.message());
        parameters.array("bigint", changes, Change::seq);
        parameters.keys(changes.stream().map(Change::key).toList());
        parameters.array("text", changes, change -> change.action().code());
        parameters.array("text", changes, change -> versionJson(change.before()));
        parameters.array("text", changes, change -> versionJson(change.after()));
    }

    private void setResources(Parameters parameters, List<Change> changes) throws SQLException {
        List<Resource> left = new ArrayList<>();
        for (Change change : changes) {
            Resource resource = change.result();
            if (resource != null) {
                left.add(resource);
            }
        }
        parameters.time(changes.getFirst().at());
        parameters.text(changes.getFirst().author());
        parameters.keys(left.stream().map(Resource::key).toList());
        parameters.array("text", left, resource -> json.writeValueAsString(resource.labels()));
        parameters.array("text", left, resource -> resource.spec().toString());
        parameters.array("int", left, Resource::specVersion);
        parameters.array("bigint", left, Resource::revision);
    }

    private static Reference reference(ResultSet row) throws SQLException {
        return new Reference(
                new ResourceKey(row.getString(1), row.getString(2), row.getString(3)),
                new ResourceKey(row.getString(4), row.getString(5), row.getString(6)));
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(PreparedStatement statement, Reading<T> reading) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet found = statement.getResultSet()) {
            while (found.next()) {
                rows.add(reading.of(found));
            }
        }
        return rows;
    }

    /** Sets parameters one after the other. */
    private static final class Parameters {
        private final PreparedStatement statement;
        private int next = 1;

        Parameters(PreparedStatement statement) {
            this.statement = statement;
        }

        void number(long value) throws SQLException {
            statement.setLong(next++, value);
        }

        void text(String value) throws SQLException {
            statement.setString(next++, value);
        }

        void time(Instant value) throws SQLException {
            statement.setObject(next++, utc(value));
        }

        void keys(Collection<ResourceKey> keys) throws SQLException {
            setKeys(statement, next, keys);
            next += 3;
        }

        <T> void array(String type, List<T> values, Function<T, @Nullable Object> part) throws SQLException {
            Object[] parts = values.stream().map(part).toArray();
            statement.setArray(next++, statement.getConnection().createArrayOf(type, parts));
        }
    }

    List<Change> changesAfter(long seq, int limit) {
        return jdbc.query(CHANGE + "where seq > ? order by seq limit ?", (row, i) -> change(row), seq, limit);
    }

    List<Change> changeSetOf(long seq) {
        return jdbc.query(
                CHANGE + "where change_set = (select change_set from kernel.change where seq = ?) order by seq",
                (row, i) -> change(row),
                seq);
    }

    /** Changes of any of the resources after a point, the newest first. */
    List<Change> laterChanges(Collection<ResourceKey> keys, long after) {
        return jdbc.query(
                CHANGE + "where (kind, name, env) in " + UNNEST + " and seq > ? order by seq desc limit 20",
                statement -> {
                    setKeys(statement, 1, keys);
                    statement.setLong(4, after);
                },
                (row, i) -> change(row));
    }

    List<Change> find(LedgerQuery query) {
        return client.sql(CHANGE + """
                        where (:kind::text is null or kind = :kind) and (:env::text is null or env = :env)
                          and (:name::text is null or name = :name) and (:author::text is null or author = :author)
                          and (:changeSet::bigint is null or change_set = :changeSet)
                          and (:from::timestamptz is null or at >= :from) and (:to::timestamptz is null or at < :to)
                          and (:before::bigint is null or seq < :before)
                        order by seq desc limit :limit
                        """)
                .param("kind", query.kind())
                .param("env", query.env())
                .param("name", query.name())
                .param("author", query.author())
                .param("changeSet", query.changeSet())
                .param("from", query.from() == null ? null : utc(query.from()))
                .param("to", query.to() == null ? null : utc(query.to()))
                .param("before", query.before())
                .param("limit", query.limit())
                .query((row, i) -> change(row))
                .list();
    }

    private static void setKeys(PreparedStatement statement, int at, Collection<ResourceKey> keys) throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(at, texts(connection, keys, ResourceKey::kind));
        statement.setArray(at + 1, texts(connection, keys, ResourceKey::name));
        statement.setArray(at + 2, texts(connection, keys, ResourceKey::env));
    }

    private static Array texts(Connection connection, Collection<ResourceKey> keys, Function<ResourceKey, String> part)
            throws SQLException {
        return connection.createArrayOf("text", keys.stream().map(part).toArray());
    }

    private Resource resource(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        Version version = raised(
                kind,
                new Version(
                        json.readValue(row.getString("labels"), LABELS),
                        json.readTree(row.getString("spec")),
                        row.getInt("spec_version")));
        return new Resource(
                new ResourceKey(kind, row.getString("env"), row.getString("name")),
                version.labels(),
                version.spec(),
                version.specVersion(),
                row.getLong("revision"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getString("updated_by"));
    }

    private Change change(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        return new Change(
                row.getLong("seq"),
                row.getLong("change_set"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("author"),
                row.getString("message"),
                new ResourceKey(kind, row.getString("env"), row.getString("name")),
                Action.ofCode(row.getString("action")),
                version(kind, row.getString("before")),
                version(kind, row.getString("after")));
    }

    private @Nullable Version version(String kind, @Nullable String written) {
        if (written == null) {
            return null;
        }
        JsonNode version = json.readTree(written);
        return raised(
                kind,
                new Version(
                        json.convertValue(version.get("labels"), LABELS),
                        version.get("spec"),
                        version.get("specVersion").asInt()));
    }

    /** What a newer Plinth wrote, or a room that is not here, stays as it is. */
    private Version raised(String name, Version version) {
        Kind<?> kind = kinds.find(name);
        return kind == null || version.specVersion() >= kind.specVersion()
                ? version
                : new Version(
                        version.labels(),
                        kinds.upcast(kind, version.specVersion(), version.spec()),
                        kind.specVersion());
    }

    private @Nullable String versionJson(@Nullable Version version) {
        return version == null ? null : json.writeValueAsString(version);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
