// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opensearch.action.support.ActionFilter;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.network.NetworkService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.IndexScopedSettings;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.settings.SettingsFilter;
import org.opensearch.common.util.PageCacheRecycler;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.indices.breaker.CircuitBreakerService;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.env.Environment;
import org.opensearch.env.NodeEnvironment;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.NetworkPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.repositories.RepositoriesService;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestController;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestHeaderDefinition;
import org.opensearch.rest.RestRequest;
import org.opensearch.script.ScriptService;
import org.opensearch.telemetry.tracing.Tracer;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.Transport;
import org.opensearch.transport.client.Client;
import org.opensearch.transport.client.node.NodeClient;
import org.opensearch.watcher.ResourceWatcherService;

/**
 * Closes what a node leaves open: every REST request needs a password (RFC 7617), and the transport, which knows no password, does not
 * listen. Plinth may do everything; whoever it puts to {@code /_plinth/users} may use some indices.
 */
public final class LoopbackPlugin extends Plugin implements ActionPlugin, NetworkPlugin {
    static final String NO_TRANSPORT = "none";
    static final Setting<String> PASSWORD_FILE =
            Setting.simpleString("plinth.password_file", Setting.Property.NodeScope);

    private final byte[] expected;
    private final AppUsers users;
    private final CompletableFuture<ThreadContext> context = new CompletableFuture<>();

    public LoopbackPlugin(Settings settings) {
        try {
            String password =
                    Files.readString(Path.of(PASSWORD_FILE.get(settings))).strip();
            expected = OpenSearchEngine.basic(OpenSearchEngine.PLINTH, password).getBytes(StandardCharsets.UTF_8);
            users = new AppUsers(
                    Path.of(Environment.PATH_HOME_SETTING.get(settings)).resolve("users.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the passwords: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Setting<?>> getSettings() {
        return List.of(PASSWORD_FILE);
    }

    @Override
    public UnaryOperator<RestHandler> getRestHandlerWrapper(
            ThreadContext threadContext, Set<RestHeaderDefinition> headersToCopy) {
        return handler -> new RestHandler.Wrapper(handler) {
            @Override
            public void handleRequest(RestRequest request, RestChannel channel, NodeClient client) throws Exception {
                String given = request.header("Authorization");
                if (isPlinth(given)) {
                    super.handleRequest(request, channel, client);
                    return;
                }
                AppUser user = user(given);
                if (user == null) {
                    refuse(channel, RestStatus.UNAUTHORIZED, "a password is needed");
                } else if (request.path().startsWith(UsersHandler.PATH)) {
                    refuse(channel, RestStatus.FORBIDDEN, "that is Plinth's");
                } else {
                    threadContext.putTransient(OwnIndicesOnly.USER, user);
                    super.handleRequest(request, channel, client);
                }
            }
        };
    }

    private static void refuse(RestChannel channel, RestStatus status, String why) {
        BytesRestResponse response = new BytesRestResponse(
                status, "application/json", "{\"error\":\"%s\",\"status\":%d}".formatted(why, status.getStatus()));
        if (status == RestStatus.UNAUTHORIZED) {
            response.addHeader("WWW-Authenticate", "Basic realm=\"plinth\"");
        }
        channel.sendResponse(response);
    }

    private boolean isPlinth(@Nullable String given) {
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected);
    }

    private @Nullable AppUser user(@Nullable String given) {
        String[] credentials = AppUser.credentials(given);
        return credentials == null ? null : users.authenticate(credentials[0], credentials[1]);
    }

    @Override
    public Collection<Object> createComponents(
            Client client,
            ClusterService clusterService,
            ThreadPool threadPool,
            ResourceWatcherService resourceWatcherService,
            ScriptService scriptService,
            NamedXContentRegistry xContentRegistry,
            Environment environment,
            NodeEnvironment nodeEnvironment,
            NamedWriteableRegistry namedWriteableRegistry,
            IndexNameExpressionResolver indexNameExpressionResolver,
            Supplier<RepositoriesService> repositoriesServiceSupplier) {
        context.complete(threadPool.getThreadContext());
        return List.of();
    }

    /** Asked for after the components. */
    @Override
    public List<ActionFilter> getActionFilters() {
        return List.of(new OwnIndicesOnly(context.join()));
    }

    @Override
    public List<RestHandler> getRestHandlers(
            Settings settings,
            RestController restController,
            ClusterSettings clusterSettings,
            IndexScopedSettings indexScopedSettings,
            SettingsFilter settingsFilter,
            IndexNameExpressionResolver indexNameExpressionResolver,
            Supplier<DiscoveryNodes> nodesInCluster) {
        return List.of(new UsersHandler(users));
    }

    @Override
    public Map<String, Supplier<Transport>> getTransports(
            Settings settings,
            ThreadPool threadPool,
            PageCacheRecycler pageCacheRecycler,
            CircuitBreakerService circuitBreakerService,
            NamedWriteableRegistry namedWriteableRegistry,
            NetworkService networkService,
            Tracer tracer) {
        return Map.of(NO_TRANSPORT, NoTransport::new);
    }
}
