// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.stream;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.DerivedView;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.LogMatch;
import dev.plinth.core.telemetry.TelemetryProperties;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The streams that are decided, as this core knows them. */
@Component
public class Streams {
    private static final int MAX_SLOTS = 100;
    private static final List<Integer> SLOT_HOURS = List.of(1, 3, 6, 12, 24);

    private final Kind<LogStreamSpec> kind;
    private final ResourceView resources;
    private final Duration retention;
    private final DerivedView<List<Declared>> declared;

    private record Declared(LogMatch match, Stream stream) {}

    Streams(Kind<LogStreamSpec> kind, ResourceView resources, TelemetryProperties properties) {
        this.kind = kind;
        this.resources = resources;
        this.retention = properties.retention();
        this.declared = new DerivedView<>(resources, kind.name(), this::inOrder);
    }

    /** @param megabytes null for no limit */
    public record Retention(Duration age, @Nullable Integer megabytes) {}

    /** The stream of such logs; {@link Stream#NONE} when none is for them. */
    public Stream of(String service, String app, String env) {
        return declared.get().stream()
                .filter(each -> each.match().matches(service, app, env))
                .findFirst()
                .map(Declared::stream)
                .orElse(Stream.NONE);
    }

    private List<Declared> inOrder(List<Resource> declared) {
        return declared.stream()
                .sorted(Comparator.<Resource>comparingInt(
                                each -> kind.read(each).orderOrDefault())
                        .thenComparing(each -> each.key().name()))
                .map(each -> {
                    LogStreamSpec spec = kind.read(each);
                    return new Declared(spec.matchOrAll(), new Stream(each.key().name(), slotHours(spec)));
                })
                .toList();
    }

    /** Where bytes or few hours count, an index has fewer hours, so that less has to go at a time; but there must not be too many of them. */
    private int slotHours(LogStreamSpec spec) {
        long hours = age(spec).toHours();
        if (spec.retentionMegabytes() == null && hours >= MAX_SLOTS) {
            return Stream.DAY;
        }
        return SLOT_HOURS.stream()
                .filter(slot -> hours / slot <= MAX_SLOTS)
                .findFirst()
                .orElse(Stream.DAY);
    }

    private Duration age(LogStreamSpec spec) {
        return spec.retentionHours() == null ? retention : Duration.ofHours(spec.retentionHours());
    }

    /** How long what is in a stream is kept; that of the settings for one that is no more. */
    public Retention retention(String stream) {
        Resource resource = resources.find(ResourceKey.global(kind.name(), stream));
        if (resource == null) {
            return new Retention(retention, null);
        }
        LogStreamSpec spec = kind.read(resource);
        return new Retention(age(spec), spec.retentionMegabytes());
    }
}
