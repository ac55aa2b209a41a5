// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.ledger.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two versions of a resource, field by field. */
final class SpecDiff {
    /** One difference; a side is null where the field is absent. */
    record Entry(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    private final List<Entry> entries = new ArrayList<>();

    private SpecDiff() {}

    static List<Entry> between(@Nullable Version before, @Nullable Version after) {
        SpecDiff diff = new SpecDiff();
        diff.compare("", members(before), members(after));
        return diff.entries;
    }

    private static ObjectNode members(@Nullable Version version) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        if (version != null) {
            ObjectNode labels = members.putObject("labels");
            version.labels().forEach(labels::put);
            members.set("spec", version.spec());
        }
        return members;
    }

    private void compare(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof ArrayNode from && after instanceof ArrayNode to) {
            for (int i = 0; i < Math.max(from.size(), to.size()); i++) {
                compare(path + "[" + i + "]", from.get(i), to.get(i));
            }
        } else if (objectOrAbsent(before) && objectOrAbsent(after)) {
            compareObjects(path, before, after);
        } else {
            entries.add(new Entry(path, before, after));
        }
    }

    private void compareObjects(String path, @Nullable JsonNode before, @Nullable JsonNode after) {
        SortedSet<String> names = new TreeSet<>();
        Stream.of(before, after).filter(Objects::nonNull).forEach(side -> names.addAll(side.propertyNames()));
        for (String name : names) {
            compare(
                    path.isEmpty() ? name : path + "." + name,
                    before == null ? null : before.get(name),
                    after == null ? null : after.get(name));
        }
    }

    private static boolean objectOrAbsent(@Nullable JsonNode node) {
        return node == null || node.isObject();
    }
}
