// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.search;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.engine.OpenSearchHttp;
import dev.plinth.core.kernel.engine.OpenSearchHttp.Answer;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.provision.EngineAccounts;
import dev.plinth.core.kernel.provision.Provisioner;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes for each app in each environment one user of OpenSearch, who sees its indexes and nothing else. The index itself is made by the app that
 * writes it, since it knows the fields.
 */
@Component
class Indexes implements Provisioner, DisposableBean {
    static final String OPENSEARCH = "opensearch";

    /** Of the plug-in that the bundled OpenSearch has. */
    private static final String USERS = "/_plinth/users";

    private static final int MAX_NAME_BYTES = 255;

    private final EngineProperties engines;
    private final EngineAccounts accounts;
    private final Kind<IndexSpec> kind;
    private final JsonMapper json;
    private final @Nullable OpenSearchHttp http;

    Indexes(EngineProperties engines, EngineAccounts accounts, Kind<IndexSpec> kind, JsonMapper json) {
        this.engines = engines;
        this.accounts = accounts;
        this.kind = kind;
        this.json = json;
        Connection connection = engines.opensearch();
        this.http = connection == null ? null : new OpenSearchHttp(connection, json);
    }

    @Override
    public String kind() {
        return kind.name();
    }

    @Override
    public String engine() {
        return OPENSEARCH;
    }

    @Override
    public Set<String> apps(Resource resource) {
        return kind.read(resource).everybody();
    }

    @Override
    public String object(Resource resource) {
        return Provisioner.nameInEngine(resource.key());
    }

    @Override
    public Map<ResourceKey, String> provision(Collection<Resource> resources, boolean first) {
        Map<ResourceKey, String> problems = new HashMap<>();
        Map<String, ObjectNode> users = new TreeMap<>();
        for (Resource resource : resources) {
            String index = object(resource);
            if (index.startsWith("plinth-") || index.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
                problems.put(
                        resource.key(),
                        "%s cannot be an index (expected: at most %d bytes, not beginning with plinth-)."
                                .formatted(index, MAX_NAME_BYTES));
                continue;
            }
            IndexSpec spec = kind.read(resource);
            for (String app : spec.everybody()) {
                String user = Provisioner.nameInEngine(resource.key().env(), app);
                users.computeIfAbsent(user, this::user)
                        .withArray(spec.mayWrite(app) ? "writes" : "reads")
                        .add(index);
            }
        }
        if (users.isEmpty() && accounts.made(OPENSEARCH).isEmpty()) {
            return problems;
        }
        Answer answer = Objects.requireNonNull(http).put(USERS, Map.of("users", users));
        if (answer.status() == 400 || answer.status() == 404 || answer.status() == 405) {
            String problem = "Plinth cannot make users in an OpenSearch that it has not started: %s answers %s."
                    .formatted(engines.require(OPENSEARCH).url(), answer.error());
            resources.forEach(resource -> problems.putIfAbsent(resource.key(), problem));
            return problems;
        }
        if (!answer.isOk()) {
            throw new EngineAway("OpenSearch does not take users: " + answer.error(), null);
        }
        accounts.made(OPENSEARCH).stream()
                .filter(user -> !users.containsKey(user))
                .forEach(user -> accounts.forget(OPENSEARCH, user));
        return problems;
    }

    private ObjectNode user(String name) {
        return json.createObjectNode().put("sha256", accounts.sha256(OPENSEARCH, name));
    }

    @Override
    public Access access(Resource resource, String app) {
        String user = Provisioner.nameInEngine(resource.key().env(), app);
        return new Access(
                engines.require(OPENSEARCH).url(),
                user,
                accounts.password(OPENSEARCH, user),
                Map.of("write", Boolean.toString(kind.read(resource).mayWrite(app))));
    }

    @Override
    public void destroy() {
        if (http != null) {
            http.close();
        }
    }
}
