// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.opensearch.common.network.NetworkService;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.PageCacheRecycler;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.indices.breaker.CircuitBreakerService;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.NetworkPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestHeaderDefinition;
import org.opensearch.rest.RestRequest;
import org.opensearch.telemetry.tracing.Tracer;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.Transport;

/**
 * Closes what a node leaves open: every REST request needs the password (RFC 7617), and the transport, which knows no password, does not
 * listen.
 */
public final class LoopbackPlugin extends Plugin implements ActionPlugin, NetworkPlugin {
    static final String NO_TRANSPORT = "none";
    static final Setting<String> PASSWORD_FILE =
            Setting.simpleString("plinth.password_file", Setting.Property.NodeScope);

    private final byte[] expected;

    public LoopbackPlugin(Settings settings) {
        try {
            String password =
                    Files.readString(Path.of(PASSWORD_FILE.get(settings))).strip();
            expected = OpenSearchEngine.basic(OpenSearchEngine.PLINTH, password).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the password: " + e.getMessage(), e);
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
            public void handleRequest(
                    RestRequest request,
                    org.opensearch.rest.RestChannel channel,
                    org.opensearch.transport.client.node.NodeClient client)
                    throws Exception {
                if (authenticated(request)) {
                    super.handleRequest(request, channel, client);
                } else {
                    BytesRestResponse response = new BytesRestResponse(
                            RestStatus.UNAUTHORIZED, "{\"error\":\"a password is needed\",\"status\":401}");
                    response.addHeader("WWW-Authenticate", "Basic realm=\"plinth\"");
                    channel.sendResponse(response);
                }
            }
        };
    }

    private boolean authenticated(RestRequest request) {
        String given = request.header("Authorization");
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected);
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
