// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Dashboards that come along, one to a file of this module, as anybody would apply it. They are read when somebody asks for one the first
 * time, by the rules for all.
 */
@Component
class BuiltInDashboards {
    static final String FILES = "classpath*:/dev/plinth/core/telemetry/dashboard/*.yaml";

    private final Kinds kinds;
    private final Kind<DashboardSpec> kind;
    private volatile @Nullable SortedMap<String, JsonNode> specs;

    BuiltInDashboards(Kinds kinds, Kind<DashboardSpec> kind) {
        this.kinds = kinds;
        this.kind = kind;
    }

    /** The specs by the names of the dashboards, in their canonical form. */
    Map<String, JsonNode> all() {
        SortedMap<String, JsonNode> read = specs;
        if (read == null) {
            read = read();
            specs = read;
        }
        return read;
    }

    private SortedMap<String, JsonNode> read() {
        SortedMap<String, JsonNode> read = new TreeMap<>();
        YAMLMapper yaml = YAMLMapper.builder().build();
        try {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(FILES)) {
                try (InputStream in = file.getInputStream()) {
                    JsonNode document = yaml.readTree(in);
                    read.put(
                            document.path("name").asString(),
                            kinds.check(
                                            kind,
                                            ResourceKey.GLOBAL,
                                            document.path("spec"),
                                            Objects.requireNonNull(file.getFilename()) + ": spec")
                                    .spec());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableSortedMap(read);
    }
}
