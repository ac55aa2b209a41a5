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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
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
        return head("");
    }

    /** Makes every other writer wait until this transaction ends. */
    Head lockHead() {
        return head(" for update");
    }

    private Head head(String suffix) {
        return client.sql("select seq, access_seq, installation from kernel.ledger_head" + suffix)
                .query((row, i) -> new Head(row.getLong(1), row.getLong(2), row.getObject(3, UUID.class)))
                .single();
    }

    Map<ResourceKey, Resource> resources(Collection<ResourceKey> keys) {
        Map<ResourceKey, Resource> found = new HashMap<>();
        jdbc.query("""
                select kind, env, name, labels, spec, spec_version, revision, updated_at, updated_by
                from kernel.resource
                where (kind, name, env) in (select * from unnest(?::text[], ?::text[], ?::text[]))
                """, statement -> setKeys(statement, 1, keys), row -> {
            Resource resource = resource(row);
            found.put(resource.key(), resource);
        });
        return found;
    }

    List<Resource> allResources() {
        return jdbc.query(
                "select kind, env, name, labels, spec, spec_version, revision, updated_at, updated_by from kernel.resource",
                (row, i) -> resource(row));
    }

    /** Writes the changes, the resources they leave behind, and the new head, in one round trip each. */
    void write(List<Change> changes, Head head) {
        jdbc.batchUpdate("""
                insert into kernel.change (seq, change_set, at, author, message, kind, env, name, action, before, after)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?::json)
                """, changes, changes.size(), (statement, change) -> {
            statement.setLong(1, change.seq());
            statement.setLong(2, change.changeSet());
            statement.setObject(3, utc(change.at()));
            statement.setString(4, change.author());
            statement.setString(5, change.message());
            statement.setString(6, change.key().kind());
            statement.setString(7, change.key().env());
            statement.setString(8, change.key().name());
            statement.setString(9, change.action().code());
            statement.setString(10, versionJson(change.before()));
            statement.setString(11, versionJson(change.after()));
        });
        List<Resource> left =
                changes.stream().map(Change::result).filter(Objects::nonNull).toList();
        if (!left.isEmpty()) {
            putResources(left);
        }
        List<ResourceKey> deleted = changes.stream()
                .filter(change -> change.after() == null)
                .map(Change::key)
                .toList();
        if (!deleted.isEmpty()) {
            updateByKeys("delete from kernel.resource where (kind, name, env) in " + UNNEST, deleted);
        }
        jdbc.query(
                "with moved as (update kernel.ledger_head set seq = ?, access_seq = ?) select pg_notify('plinth_ledger', ?)",
                row -> {},
                head.seq(),
                head.accessSeq(),
                Long.toString(head.seq()));
    }

    private static final String UNNEST = "(select * from unnest(?::text[], ?::text[], ?::text[]))";

    private void putResources(List<Resource> resources) {
        jdbc.batchUpdate("""
                insert into kernel.resource (kind, env, name, labels, spec, spec_version, revision, updated_at, updated_by)
                values (?, ?, ?, ?::json, ?::json, ?, ?, ?, ?)
                on conflict (kind, name, env) do update set
                    labels = excluded.labels, spec = excluded.spec, spec_version = excluded.spec_version,
                    revision = excluded.revision, updated_at = excluded.updated_at, updated_by = excluded.updated_by
                """, resources, resources.size(), (statement, resource) -> {
            statement.setString(1, resource.key().kind());
            statement.setString(2, resource.key().env());
            statement.setString(3, resource.key().name());
            statement.setString(4, json.writeValueAsString(resource.labels()));
            statement.setString(5, resource.spec().toString());
            statement.setInt(6, resource.specVersion());
            statement.setLong(7, resource.revision());
            statement.setObject(8, utc(resource.updatedAt()));
            statement.setString(9, resource.updatedBy());
        });
    }

    /** A reference from one resource to another. */
    record Reference(ResourceKey from, ResourceKey to) {}

    void replaceReferences(Collection<ResourceKey> of, List<Reference> references) {
        updateByKeys("delete from kernel.reference where (from_kind, from_name, from_env) in " + UNNEST, of);
        jdbc.batchUpdate("""
                insert into kernel.reference (from_kind, from_name, from_env, to_kind, to_name, to_env)
                values (?, ?, ?, ?, ?, ?) on conflict do nothing
                """, references, Math.max(1, references.size()), (statement, reference) -> {
            statement.setString(1, reference.from().kind());
            statement.setString(2, reference.from().name());
            statement.setString(3, reference.from().env());
            statement.setString(4, reference.to().kind());
            statement.setString(5, reference.to().name());
            statement.setString(6, reference.to().env());
        });
    }

    /** References of the given resources whose target does not exist. */
    List<Reference> danglingFrom(Collection<ResourceKey> from) {
        return references("(from_kind, from_name, from_env)", from);
    }

    /** References to the given resources, which do not exist any more. */
    List<Reference> danglingTo(Collection<ResourceKey> to) {
        return references("(to_kind, to_name, to_env)", to);
    }

    private List<Reference> references(String columns, Collection<ResourceKey> keys) {
        return jdbc.query(
                """
                select from_kind, from_env, from_name, to_kind, to_env, to_name from kernel.reference r
                where %s in %s and not exists (
                    select from kernel.resource t where (t.kind, t.name, t.env) = (r.to_kind, r.to_name, r.to_env))
                order by 1, 2, 3, 4, 5, 6 limit 20
                """.formatted(columns, UNNEST),
                statement -> setKeys(statement, 1, keys),
                (row, i) -> new Reference(
                        new ResourceKey(row.getString(1), row.getString(2), row.getString(3)),
                        new ResourceKey(row.getString(4), row.getString(5), row.getString(6))));
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

    private void updateByKeys(String sql, Collection<ResourceKey> keys) {
        jdbc.update(sql, statement -> setKeys(statement, 1, keys));
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
