// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import dev.plinth.promql.parser.Durations;
import dev.plinth.promql.parser.Literals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A value of a YAML file that knows its line. It is read as what is wanted of it, or that fails with the line. */
final class YamlValue {
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setSchema(new CoreSchema()).build();
    private static final String MERGE = "<<";
    private static final int MOST_MERGES = 10;

    private final Node node;

    private YamlValue(Node node) {
        this.node = node;
    }

    /** The documents of a file that are not empty. */
    static List<YamlValue> documents(String text) {
        List<YamlValue> documents = new ArrayList<>();
        try {
            for (Node node : new Compose(SETTINGS).composeAllFromString(text)) {
                YamlValue value = new YamlValue(node);
                if (!value.isNull()) {
                    documents.add(value);
                }
            }
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new RuleFileException(line, "no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new RuleFileException(1, "no YAML: " + e.getMessage());
        }
        return documents;
    }

    int line() {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    RuleFileException problem(String message) {
        return new RuleFileException(line(), message);
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** Its fields by name; those that have no value are left out. */
    Map<String, YamlValue> fields() {
        return fields(0);
    }

    private Map<String, YamlValue> fields(int merges) {
        if (merges > MOST_MERGES) {
            throw problem("more than " + MOST_MERGES + " mappings merged into each other");
        }
        if (!(node instanceof MappingNode mapping)) {
            throw problem("expected: a mapping");
        }
        Map<String, YamlValue> fields = new LinkedHashMap<>();
        List<YamlValue> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlValue key = new YamlValue(tuple.getKeyNode());
            YamlValue value = new YamlValue(tuple.getValueNode());
            if (key.text().equals(MERGE) && key.isPlain()) {
                merged.addAll(value.node instanceof SequenceNode ? value.list() : List.of(value));
            } else if (fields.put(key.text(), value) != null) {
                throw key.problem("field " + key.text() + " is there twice");
            }
        }
        for (YamlValue each : merged) {
            each.fields(merges + 1).forEach(fields::putIfAbsent);
        }
        return fields;
    }

    /** The same, of which only some may be there. */
    YamlFields fields(List<String> known) {
        Map<String, YamlValue> fields = fields();
        fields.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.problem("field " + name + " not found (expected: one of " + String.join(", ", known) + ")");
            }
        });
        fields.values().removeIf(YamlValue::isNull);
        return new YamlFields(this, fields);
    }

    List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            throw problem("expected: a list");
        }
        return sequence.getValue().stream().map(YamlValue::new).toList();
    }

    private boolean isPlain() {
        return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    }

    /** A text; a number that is not in quotes is one, too. */
    String text() {
        if (!(node instanceof ScalarNode scalar)) {
            throw problem("expected: a text");
        }
        return isNull() ? "" : scalar.getValue();
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        fields().forEach((name, value) -> texts.put(name, value.text()));
        return texts;
    }

    Duration duration() {
        try {
            return Duration.ofMillis(Durations.parse(text()));
        } catch (IllegalArgumentException e) {
            throw problem(e.getMessage() + " (expected: as 1h30m)");
        }
    }

    int integer() {
        try {
            return Integer.parseInt(text());
        } catch (NumberFormatException e) {
            throw problem("\"" + text() + "\" is no whole number");
        }
    }

    boolean truth() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw problem("\"" + text() + "\" (expected: true or false)");
        };
    }

    double number() {
        String text = text();
        try {
            if (isPlain()) {
                return Literals.number(text.toLowerCase(Locale.ROOT).replaceFirst("^([+-]?)\\.(inf|nan)$", "$1$2"));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw problem("\"" + text + "\" is no number");
    }
}
