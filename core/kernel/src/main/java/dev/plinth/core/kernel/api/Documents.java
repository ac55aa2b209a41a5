// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the documents of an apply: YAML with {@code ---} between them, or JSON (an object, an array of them, or one after the
 * other). Strict: what it does not know, it refuses.
 */
@Component
class Documents {
    private static final int MAX_DOCUMENTS = 1_000;
    private static final Set<String> MEMBERS =
            Set.of("kind", "env", "name", "labels", "spec", "specVersion", "revision", "updatedAt", "updatedBy");

    private final ObjectReader json;
    private final ObjectReader yaml;

    Documents(JsonMapper mapper) {
        this.json = mapper.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
        LoadSettings limits = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(50)
                .build();
        this.yaml = YAMLMapper.builder(
                        YAMLFactory.builder().loadSettings(limits).build())
                .build()
                .reader()
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    /**
     * The wishes in the order of the documents.
     *
     * @param env for documents that name no environment, null if there is no such
     * @param scopes answers whether a kind belongs to environments
     * @throws ProblemException {@code DOCUMENT_MALFORMED} with line and column, {@code SPEC_INVALID} with every violation
     */
    List<Mutation.Put> read(byte[] body, boolean isJson, @Nullable String env, Scopes scopes) {
        List<JsonNode> documents = parse(body, isJson);
        if (documents.isEmpty()) {
            throw new ProblemException(ErrorCode.DOCUMENT_MALFORMED, "There is no document in it.");
        }
        if (documents.size() > MAX_DOCUMENTS) {
            throw new ProblemException(
                    ErrorCode.DOCUMENT_TOO_LARGE,
                    "There are %d documents (expected: at most %d).".formatted(documents.size(), MAX_DOCUMENTS));
        }
        List<Violation> violations = new ArrayList<>();
        List<Mutation.Put> puts = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            String at = documents.size() == 1 ? "" : "[" + i + "].";
            Mutation.Put put = put(documents.get(i), at, env, scopes, violations);
            if (put != null) {
                puts.add(put);
            }
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.SPEC_INVALID, "The documents are not valid; nothing was changed.", violations);
        }
        return puts;
    }

    /** Whether a kind belongs to environments; throws when there is no such kind. */
    interface Scopes {
        boolean inEnvironments(String kind);
    }

    private List<JsonNode> parse(byte[] body, boolean isJson) {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> all =
                (isJson ? json : yaml).forType(JsonNode.class).readValues(body)) {
            while (all.hasNext()) {
                JsonNode document = all.next();
                if (document.isArray()) {
                    document.forEach(documents::add);
                } else if (!isEmpty(document)) {
                    documents.add(document);
                }
            }
        } catch (JacksonException e) {
            throw malformed(e, documents.size());
        } catch (RuntimeException e) {
            // the YAML scanner's own errors, with line and column in their message
            throw new ProblemException(
                    ErrorCode.DOCUMENT_MALFORMED, String.valueOf(e.getMessage()), List.of(), Map.of(), e);
        }
        return documents;
    }

    /** As between two lines of --- with nothing in it. */
    private static boolean isEmpty(JsonNode document) {
        return document.isNull()
                || document.isMissingNode()
                || (document.isString() && document.asString().isBlank());
    }

    private static ProblemException malformed(JacksonException e, int document) {
        Map<String, Object> where = e.getLocation() == null
                ? Map.of("document", document)
                : Map.of(
                        "document",
                        document,
                        "line",
                        e.getLocation().getLineNr(),
                        "column",
                        e.getLocation().getColumnNr());
        return new ProblemException(ErrorCode.DOCUMENT_MALFORMED, e.getOriginalMessage(), List.of(), where, e);
    }

    private Mutation.@Nullable Put put(
            JsonNode document, String at, @Nullable String defaultEnv, Scopes scopes, List<Violation> violations) {
        if (!document.isObject()) {
            violations.add(new Violation(
                    at + "(document)", document.getNodeType().name(), "an object with kind, name and spec"));
            return null;
        }
        int before = violations.size();
        for (String member : new TreeSet<>(document.propertyNames())) {
            if (!MEMBERS.contains(member)) {
                violations.add(new Violation(at + member, "unknown field", "kind, env, name, labels, spec"));
            }
        }
        String kind = text(document, "kind", at, violations);
        String name = text(document, "name", at, violations);
        JsonNode spec = document.get("spec");
        if (spec == null || !spec.isObject()) {
            violations.add(new Violation(
                    at + "spec", spec == null ? null : spec.getNodeType().name(), "an object"));
        }
        Map<String, String> labels = labels(document.get("labels"), at, violations);
        if (violations.size() > before || kind == null || name == null || spec == null) {
            return null;
        }
        return new Mutation.Put(
                new ResourceKey(kind, env(document, kind, defaultEnv, scopes), name),
                labels,
                spec,
                precondition(document));
    }

    private static String env(JsonNode document, String kind, @Nullable String defaultEnv, Scopes scopes) {
        JsonNode given = document.get("env");
        if (given != null && given.isString()) {
            return given.asString();
        }
        return defaultEnv != null && scopes.inEnvironments(kind) ? defaultEnv : ResourceKey.GLOBAL;
    }

    /** A document that carries a revision, as one that was fetched and edited, must still be at that revision. */
    private static Precondition precondition(JsonNode document) {
        JsonNode revision = document.get("revision");
        return revision != null && revision.isIntegralNumber()
                ? new Precondition.Revision(revision.asLong())
                : Precondition.NONE;
    }

    private static @Nullable String text(JsonNode document, String member, String at, List<Violation> violations) {
        JsonNode value = document.get(member);
        if (value == null || !value.isString() || value.asString().isBlank()) {
            violations.add(new Violation(at + member, value == null ? null : value.toString(), "a text"));
            return null;
        }
        return value.asString();
    }

    static Map<String, String> labels(@Nullable JsonNode labels, String at, List<Violation> violations) {
        Map<String, String> result = new HashMap<>();
        if (labels == null || labels.isNull()) {
            return result;
        }
        if (!labels.isObject()) {
            violations.add(new Violation(at + "labels", labels.toString(), "an object of texts"));
            return result;
        }
        labels.forEachEntry((key, value) -> {
            if (value.isString()) {
                result.put(key, value.asString());
            } else {
                violations.add(new Violation(at + "labels." + key, value.toString(), "a text"));
            }
        });
        return result;
    }
}
