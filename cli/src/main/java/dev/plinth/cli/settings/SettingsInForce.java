// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings as they are in force: what the file or an option says, and the defaults of all others. */
public final class SettingsInForce {
    private static final Pattern DEFAULT = Pattern.compile("; ([^;]+) if absent");
    /** As {@code user:password@} in a URL, or {@code password=} in one of JDBC. */
    private static final Pattern PASSWORD = Pattern.compile("(://[^:/@]*:)[^@/]*(?=@)|((?i)password=)[^&]*");

    private final Map<String, String> computed;
    private final List<Setting> found = new ArrayList<>();

    private SettingsInForce(Map<String, String> computed) {
        this.computed = computed;
    }

    /**
     * One setting.
     *
     * @param name as in the reference, with an index where it is part of a list: {@code apps[0].name}
     * @param value as people write it; empty for none. Values of environment variables and passwords in URLs are not in it
     * @param given whether somebody said so, or it is the default
     */
    public record Setting(String name, String value, boolean given, String description) {}

    /** @param computed defaults that depend on other settings, by name */
    public static List<Setting> of(PlinthSettings settings, Map<String, String> computed) {
        SettingsInForce inForce = new SettingsInForce(computed);
        inForce.walk("", PlinthSettings.class, settings);
        return List.copyOf(inForce.found);
    }

    private void walk(String prefix, Class<?> type, @Nullable Object settings) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + component.getName();
            Object value = settings == null ? null : value(component, settings);
            if (component.getType().isRecord()) {
                walk(name + ".", component.getType(), value);
            } else if (value instanceof Map<?, ?> map && map.values().stream().anyMatch(Record.class::isInstance)) {
                new TreeSet<>(map.keySet().stream().map(Object::toString).toList())
                        .forEach(key -> each(name + "." + key, Objects.requireNonNull(map.get(key))));
            } else if (value instanceof List<?> list && list.stream().anyMatch(Record.class::isInstance)) {
                for (int i = 0; i < list.size(); i++) {
                    each(name + "[" + i + "]", list.get(i));
                }
            } else {
                add(name, component, value);
            }
        }
    }

    private void each(String name, Object item) {
        walk(name + ".", item.getClass(), item);
    }

    private void add(String name, RecordComponent component, @Nullable Object value) {
        JsonPropertyDescription annotation = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
        String description = annotation == null ? "" : annotation.value();
        Matcher otherwise = DEFAULT.matcher(description);
        String absent = otherwise.find() ? otherwise.group(1).replace("`", "") : "";
        found.add(new Setting(
                name, value == null ? computed.getOrDefault(name, absent) : text(value), value != null, description));
    }

    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            // of environment variables: their values may be secret
            return map.keySet().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        return withoutPassword(value.toString());
    }

    /** The URL without what could be a password in it. */
    public static String withoutPassword(String url) {
        return PASSWORD.matcher(url).replaceAll(found -> found.group(found.group(1) == null ? 2 : 1) + "…");
    }

    private static @Nullable Object value(RecordComponent component, Object settings) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A record does not tell " + component.getName(), e);
        }
    }
}
