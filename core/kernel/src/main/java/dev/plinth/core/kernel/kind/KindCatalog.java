// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.kind;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The kinds that the rooms of this core declare. */
@Component
class KindCatalog implements Kinds {
    private static final int MAX_BYTES = 1 << 20;

    private final TreeMap<String, Kind<?>> kinds = new TreeMap<>();
    private final SpecReader reader;
    private final SpecSchemas schemas = new SpecSchemas();

    KindCatalog(List<Kind<?>> declared, Validator validator) {
        for (Kind<?> kind : declared) {
            Kind<?> other = kinds.put(kind.name(), kind);
            if (other != null) {
                throw new IllegalStateException("Two rooms declare the kind " + kind.name() + ": with "
                        + other.specType().getName() + " and with "
                        + kind.specType().getName());
            }
        }
        this.reader = new SpecReader(validator);
    }

    @Override
    public Collection<Kind<?>> all() {
        return Collections.unmodifiableCollection(kinds.values());
    }

    @Override
    public Kind<?> require(String name) {
        Kind<?> kind = kinds.get(name);
        if (kind == null) {
            String near = Names.nearest(name, kinds.keySet());
            throw new ProblemException(
                    ErrorCode.KIND_UNKNOWN,
                    "There is no kind \"%s\"%s"
                            .formatted(
                                    name,
                                    near != null
                                            ? "; did you mean " + near + "?"
                                            : " (expected: one of " + String.join(", ", kinds.keySet()) + ")."));
        }
        return kind;
    }

    @Override
    public @Nullable Kind<?> find(String name) {
        return kinds.get(name);
    }

    @Override
    public Checked check(Kind<?> kind, String env, JsonNode spec, String at) {
        int bytes = spec.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new ProblemException(
                    ErrorCode.DOCUMENT_TOO_LARGE,
                    "The spec has %d bytes (expected: at most %d).".formatted(bytes, MAX_BYTES));
        }
        return checkTyped(kind, env, spec, at);
    }

    private <T extends Record> Checked checkTyped(Kind<T> kind, String env, JsonNode spec, String at) {
        List<Violation> violations = new ArrayList<>();
        @Nullable T value = reader.read(kind.specType(), spec, at, violations);
        if (value == null || !violations.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.SPEC_INVALID,
                    violations.size() == 1
                            ? "One thing is wrong with the spec."
                            : violations.size() + " things are wrong with the spec.",
                    violations);
        }
        List<ResourceKey> references = kind.references().apply(value, env);
        return new Checked(reader.write(value), references);
    }

    @Override
    public JsonNode upcast(Kind<?> kind, int specVersion, JsonNode spec) {
        if (specVersion > kind.specVersion()) {
            throw new ProblemException(
                    ErrorCode.SPEC_INVALID,
                    "%s was written in version %d (expected: at most %d). A newer Plinth wrote it; upgrade this one."
                            .formatted(kind.name(), specVersion, kind.specVersion()));
        }
        ObjectNode raised = ((ObjectNode) spec).deepCopy();
        for (int version = specVersion; version < kind.specVersion(); version++) {
            raised = Objects.requireNonNull(kind.upcasters().get(version)).apply(raised);
        }
        return reader.write(reader.readLeniently(kind.specType(), raised));
    }

    @Override
    public JsonNode schema(Kind<?> kind) {
        return schemas.ofSpec(kind);
    }
}
