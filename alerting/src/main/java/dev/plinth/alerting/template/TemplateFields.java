// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.alerting.template.GoValue.GoMap;
import dev.plinth.alerting.template.GoValue.Struct;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a template is about when it is no text of a rule, as a message to people: fields with names. Not to be changed once it is used. */
public final class TemplateFields {
    /** The only variable that a template then has. */
    static final List<String> VARIABLES = List.of("$");

    private final String type;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** @param type its name, for messages: {@code template.Alert} */
    public TemplateFields(String type) {
        this.type = type;
    }

    public TemplateFields text(String name, String value) {
        return put(name, value);
    }

    public TemplateFields number(String name, long value) {
        return put(name, value);
    }

    public TemplateFields truth(String name, boolean value) {
        return put(name, value);
    }

    public TemplateFields time(String name, Instant value) {
        return put(name, value);
    }

    public TemplateFields texts(String name, List<String> values) {
        return put(name, new GoList("[]string", List.copyOf(values), Map.of()));
    }

    /** With the methods that Alertmanager has for them: SortedPairs, Names, Values, Remove. */
    public TemplateFields labels(String name, Map<String, String> values) {
        return put(name, GoMap.withMethods(values));
    }

    /** @param parts what can be taken of the list by a name, as {@code .Alerts.Firing} */
    public TemplateFields list(String name, List<TemplateFields> elements, Map<String, List<TemplateFields>> parts) {
        String list = type + "." + name;
        Map<String, List<?>> named = parts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, part -> new GoList(list, structs(part.getValue()), Map.of())));
        return put(name, new GoList(list, structs(elements), named));
    }

    private TemplateFields put(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    private static List<Object> structs(List<TemplateFields> all) {
        return all.stream().<Object>map(TemplateFields::asStruct).toList();
    }

    Struct asStruct() {
        return new Struct(type, fields);
    }
}
