// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.database;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.provision.EngineAccounts;
import dev.plinth.core.kernel.provision.Provisioner;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.Utils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes databases. A database and the role that owns it have the same name; nobody else may connect to it, and the role to no other where
 * Plinth keeps anything.
 */
@Component
class Databases implements Provisioner {
    static final String POSTGRES = "postgres";
    /** NAMEDATALEN - 1; PostgreSQL cuts off what is longer. */
    private static final int MAX_NAME_BYTES = 63;

    private final Connection postgres;
    private final EngineAccounts accounts;
    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final Kind<DatabaseSpec> kind;
    private boolean closed;

    Databases(EngineProperties engines, EngineAccounts accounts, JdbcTemplate jdbc, Kind<DatabaseSpec> kind) {
        this.postgres = engines.postgres();
        this.accounts = accounts;
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.kind = kind;
    }

    @Override
    public String kind() {
        return kind.name();
    }

    @Override
    public String engine() {
        return POSTGRES;
    }

    @Override
    public Set<String> apps(Resource resource) {
        return Set.of(kind.read(resource).app());
    }

    @Override
    public String object(Resource resource) {
        return Provisioner.nameInEngine(resource.key());
    }

    @Override
    public Map<ResourceKey, String> provision(Collection<Resource> resources, boolean first) {
        Map<ResourceKey, String> problems = new HashMap<>();
        Set<String> wanted = new HashSet<>();
        if (!resources.isEmpty() && !closed) {
            closePlinthsOwn();
            closed = true;
        }
        for (Resource resource : resources) {
            String name = object(resource);
            wanted.add(name);
            int bytes = name.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NAME_BYTES) {
                problems.put(
                        resource.key(),
                        "%s is too long for a database: %d bytes with the environment (expected: at most %d)."
                                .formatted(name, bytes, MAX_NAME_BYTES));
                continue;
            }
            try {
                make(name, kind.read(resource).connectionsOrDefault(), first);
            } catch (CannotGetJdbcConnectionException e) {
                throw new EngineAway("PostgreSQL does not answer: " + e.getMessage(), e);
            } catch (DataAccessException e) {
                problems.put(resource.key(), "PostgreSQL does not make it: " + reason(e));
            }
        }
        accounts.made(POSTGRES).stream().filter(name -> !wanted.contains(name)).forEach(this::lock);
        return problems;
    }

    private static String reason(DataAccessException e) {
        Throwable cause = e.getMostSpecificCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** Roles of apps have no business in the platform's database; by default everybody may connect to any. */
    private void closePlinthsOwn() {
        String own = client.sql("select current_database()").query(String.class).single();
        jdbc.execute("revoke connect, temporary on database " + quoted(own) + " from public");
    }

    private record Role(boolean login, int connections) {}

    private void make(String name, int connections, boolean first) {
        Role role = client.sql("select rolcanlogin, rolconnlimit from pg_roles where rolname = ?")
                .param(name)
                .query((row, i) -> new Role(row.getBoolean(1), row.getInt(2)))
                .optional()
                .orElse(null);
        if (role == null) {
            jdbc.execute("create role " + quoted(name) + " nosuperuser nocreatedb nocreaterole noreplication");
        }
        if (role == null || !role.login() || first || !accounts.isSet(POSTGRES, name)) {
            setPassword(name, accounts.password(POSTGRES, name));
            accounts.set(POSTGRES, name);
        }
        if (role == null || !role.login() || role.connections() != connections) {
            jdbc.execute("alter role %s login connection limit %d".formatted(quoted(name), connections));
        }
        boolean exists = Boolean.TRUE.equals(client.sql("select exists (select from pg_database where datname = ?)")
                .param(name)
                .query(Boolean.class)
                .single());
        if (!exists) {
            jdbc.execute("create database %1$s owner %1$s".formatted(quoted(name)));
        }
        if (!exists || first) {
            jdbc.execute("revoke connect, temporary on database " + quoted(name) + " from public");
        }
    }

    /** Hashed here, so that it is in no statement and in no log of PostgreSQL's. */
    private void setPassword(String role, String password) {
        jdbc.execute((ConnectionCallback<@Nullable Void>) connection -> {
            connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
            return null;
        });
    }

    /** What is in it stays, for whoever declares it again. */
    private void lock(String name) {
        boolean open =
                Boolean.TRUE.equals(client.sql("select exists (select from pg_roles where rolname = ? and rolcanlogin)")
                        .param(name)
                        .query(Boolean.class)
                        .single());
        if (open) {
            jdbc.execute("alter role " + quoted(name) + " nologin");
            client.sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = ?")
                    .param(name)
                    .query(Boolean.class)
                    .list();
        }
        accounts.forget(POSTGRES, name);
    }

    private static String quoted(String identifier) {
        try {
            return Utils.escapeIdentifier(null, identifier).toString();
        } catch (SQLException e) {
            throw new IllegalArgumentException("no name of PostgreSQL's: " + identifier, e);
        }
    }

    @Override
    public Access access(Resource resource, String app) {
        String name = object(resource);
        return new Access(urlOf(name), name, accounts.password(POSTGRES, name), Map.of());
    }

    /** As Plinth's own, without who Plinth is. */
    private String urlOf(String database) {
        String[] parts = postgres.url().split("\\?", 2);
        String parameters = parts.length == 1
                ? ""
                : Arrays.stream(parts[1].split("&"))
                        .filter(parameter -> !parameter.startsWith("user=") && !parameter.startsWith("password="))
                        .collect(Collectors.joining("&"));
        String url = parts[0].replaceFirst("/[^/]*$", "/" + database);
        return parameters.isEmpty() ? url : url + "?" + parameters;
    }
}
