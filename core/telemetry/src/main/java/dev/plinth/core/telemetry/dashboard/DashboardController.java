// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Shows the dashboards there are: those that come along, and the resources, which take the place of one with their name. */
@RestController
@RequestMapping("/api/v1/dashboards")
@Tag(name = "Telemetry")
class DashboardController {
    private final BuiltInDashboards builtIn;
    private final ResourceView resources;
    private final Kind<DashboardSpec> kind;
    private final Access access;

    DashboardController(BuiltInDashboards builtIn, ResourceView resources, Kind<DashboardSpec> kind, Access access) {
        this.builtIn = builtIn;
        this.resources = resources;
        this.kind = kind;
        this.access = access;
    }

    /** The dashboards, by their names. */
    record DashboardList(List<DashboardSummary> items) {}

    /**
     * What a list says of one.
     *
     * @param builtIn whether it came along, and nobody has decided on it
     * @param replacesBuiltIn whether one that came along is back when this one is deleted
     * @param panels how many there are
     */
    record DashboardSummary(
            String name,
            String title,
            @Nullable String description,
            List<String> tags,
            boolean builtIn,
            boolean replacesBuiltIn,
            int panels,
            @Nullable Instant updatedAt,
            @Nullable String updatedBy) {}

    /**
     * One of them.
     *
     * @param revision of the resource; 0 for one that came along
     */
    record DashboardDocument(
            String name,
            boolean builtIn,
            boolean replacesBuiltIn,
            JsonNode spec,
            long revision,
            @Nullable Instant updatedAt,
            @Nullable String updatedBy) {}

    @GetMapping
    @Operation(
            summary = "List the dashboards",
            description =
                    "Those that come along and those that were decided, sorted by name; what the caller may not read (kind"
                            + " Dashboard) is left out. Their specs are given one by one.")
    DashboardList dashboards(@Parameter(hidden = true) Principal caller) {
        Decision decision = access.decideAny(caller, Verb.READ, kind.name());
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
        TreeSet<String> names = new TreeSet<>(builtIn.all().keySet());
        resources.list(kind.name()).forEach(each -> names.add(each.key().name()));
        return new DashboardList(names.stream()
                .filter(name -> access.decide(caller, Verb.READ, key(name)).allowed())
                .map(this::find)
                .filter(each -> each != null)
                .map(DashboardController::summary)
                .toList());
    }

    @GetMapping("/{name}")
    @Operation(
            summary = "Get a dashboard",
            description =
                    "The resource of that name or, where there is none, what came along. Needs the right to read it (kind Dashboard).")
    DashboardDocument dashboard(@PathVariable String name, @Parameter(hidden = true) Principal caller) {
        access.require(caller, Verb.READ, key(name));
        DashboardDocument found = find(name);
        if (found == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no %s.".formatted(key(name)));
        }
        return found;
    }

    private ResourceKey key(String name) {
        return ResourceKey.global(kind.name(), name);
    }

    private @Nullable DashboardDocument find(String name) {
        Resource own = resources.find(key(name));
        JsonNode shipped = builtIn.all().get(name);
        if (own != null) {
            return new DashboardDocument(
                    name, false, shipped != null, own.spec(), own.revision(), own.updatedAt(), own.updatedBy());
        }
        return shipped == null ? null : new DashboardDocument(name, true, false, shipped, 0, null, null);
    }

    private static DashboardSummary summary(DashboardDocument dashboard) {
        JsonNode spec = dashboard.spec();
        return new DashboardSummary(
                dashboard.name(),
                spec.path("title").asString(dashboard.name()),
                spec.path("description").asString(null),
                spec.path("tags").valueStream().map(JsonNode::asString).toList(),
                dashboard.builtIn(),
                dashboard.replacesBuiltIn(),
                spec.path("rows")
                        .valueStream()
                        .mapToInt(row -> row.path("panels").size())
                        .sum(),
                dashboard.updatedAt(),
                dashboard.updatedBy());
    }
}
