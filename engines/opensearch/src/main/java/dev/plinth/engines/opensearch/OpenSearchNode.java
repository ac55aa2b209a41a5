// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import dev.plinth.engines.Lifeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.plugins.PluginInfo;

/**
 * Runs inside the child: a node put together from the class path, with the modules of the distribution and {@link LoopbackPlugin}.
 *
 * <p>It does not use OpenSearch's own bootstrap, which refuses to run as root and installs an agent; what that guards against, loopback,
 * a password and a process of its own guard against here.
 */
public final class OpenSearchNode extends Node {
    private static final List<String> MODULES = List.of(
            "org.opensearch.transport.Netty4ModulePlugin",
            "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
            "org.opensearch.painless.PainlessModulePlugin",
            "org.opensearch.script.expression.ExpressionModulePlugin",
            "org.opensearch.script.mustache.MustacheModulePlugin",
            "org.opensearch.index.mapper.MapperExtrasModulePlugin",
            "org.opensearch.join.ParentJoinModulePlugin",
            "org.opensearch.percolator.PercolatorModulePlugin",
            "org.opensearch.index.reindex.ReindexModulePlugin",
            "org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin",
            "org.opensearch.ingest.common.IngestCommonModulePlugin",
            "org.opensearch.geo.GeoModulePlugin",
            "org.opensearch.index.rankeval.RankEvalModulePlugin",
            LoopbackPlugin.class.getName());

    private OpenSearchNode(Environment environment, List<PluginInfo> plugins) {
        super(environment, plugins, true);
    }

    /** Arguments: the home directory, the HTTP port, the file with the password of {@link OpenSearchEngine#PLINTH}. */
    public static void main(String[] arguments) throws IOException, NodeValidationException, InterruptedException {
        Lifeline.hold();
        Path home = Path.of(arguments[0]);
        Settings settings = Settings.builder()
                .put("path.home", home.toString())
                .put("path.data", home.resolve("data").toString())
                .put("path.logs", home.resolve("logs").toString())
                .put("cluster.name", "plinth")
                .put("node.name", "plinth-1")
                .put("network.host", "127.0.0.1")
                .put("http.port", arguments[1])
                .put("http.type", "netty4")
                .put("transport.type", LoopbackPlugin.NO_TRANSPORT)
                .put("discovery.type", "single-node")
                .put("node.processors", 2)
                .put("action.auto_create_index", "true")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                // with so small a heap, what is not collected yet would count as used, and requests be refused for it
                .put("indices.breaker.total.use_real_memory", false)
                .put(LoopbackPlugin.PASSWORD_FILE.getKey(), arguments[2])
                .build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                settings, Map.of(), home.resolve("config"), () -> "plinth-1");
        LogConfigurator.registerErrorListener();
        OpenSearchNode node = new OpenSearchNode(environment, plugins());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (IOException e) {
                System.err.println("Closing failed: " + e);
            } finally {
                stopped.countDown();
            }
        }));
        node.start();
        stopped.await();
    }

    private static List<PluginInfo> plugins() {
        List<PluginInfo> plugins = new ArrayList<>();
        for (String module : MODULES) {
            plugins.add(
                    new PluginInfo(module, "on the class path", "NA", Version.CURRENT, "25", module, List.of(), false));
        }
        return plugins;
    }
}
