// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who it is that logs, by OpenTelemetry's names: what is set, else what the environment says, else what can be seen. */
final class ServiceIdentity {
    private static final String NAME = "service.name";
    private static final String INSTANCE = "service.instance.id";
    private static final String HOST = "host.name";

    private final Map<String, String> environment;
    private final Map<String, String> set = new LinkedHashMap<>();

    ServiceIdentity(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Blank is as good as not set. */
    void put(String key, String value) {
        if (!value.isBlank()) {
            set.put(key, value.strip());
        }
    }

    /** @param list {@code key=value,key=value}, with %XX where a value has a comma */
    void putAll(String list) {
        pairs(list, "attributes").forEach(this::put);
    }

    private static Map<String, String> pairs(String list, String what) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String each : list.split(",", -1)) {
            int equals = each.indexOf('=');
            if (each.isBlank()) {
                continue;
            }
            if (equals < 1) {
                throw new IllegalArgumentException(what + ": " + each.strip() + " (expected: key=value,key=value)");
            }
            pairs.put(each.substring(0, equals).strip(), decoded(each.substring(equals + 1)));
        }
        return pairs;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.strip().replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value.strip();
        }
    }

    String service() {
        return String.valueOf(resource().get(NAME));
    }

    Map<String, Object> resource() {
        Map<String, String> said = said();
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put(NAME, "");
        resource.putAll(said);
        resource.putAll(set);
        if (resource.get(NAME).toString().isEmpty()) {
            resource.put(NAME, name());
        }
        long pid = ProcessHandle.current().pid();
        resource.computeIfAbsent(HOST, key -> host());
        resource.putIfAbsent(INSTANCE, resource.get(HOST) + "-" + pid);
        resource.put("process.pid", pid);
        resource.put("telemetry.sdk.language", "java");
        return resource;
    }

    /** A variable that cannot be read keeps nothing from starting. */
    private Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        if (!variable("PLINTH_ENV").isEmpty()) {
            said.put("deployment.environment.name", variable("PLINTH_ENV"));
        }
        try {
            said.putAll(pairs(variable("OTEL_RESOURCE_ATTRIBUTES"), "OTEL_RESOURCE_ATTRIBUTES"));
        } catch (IllegalArgumentException e) {
            // as if it was not there, as OpenTelemetry's own SDK has it
        }
        // each of these is asked for the name before the variables with all the attributes
        String name = firstOf(
                System.getProperty("spring.application.name"),
                variable("SPRING_APPLICATION_NAME"),
                // Spring Boot tells its logging this way
                System.getProperty("APPLICATION_NAME"),
                variable("OTEL_SERVICE_NAME"));
        if (!name.isEmpty()) {
            said.put(NAME, name);
        }
        return said;
    }

    private String name() {
        String command = System.getProperty("sun.java.command", "").strip();
        String main = command.isEmpty() ? "" : command.split("\\s", 2)[0];
        return firstOf(variable("PLINTH_APP"), main.endsWith(".jar") ? fileName(main) : simpleName(main), "java");
    }

    private static String fileName(String jar) {
        String name = jar.substring(Math.max(jar.lastIndexOf('/'), jar.lastIndexOf('\\')) + 1);
        return name.substring(0, name.length() - ".jar".length());
    }

    private static String simpleName(String main) {
        return main.substring(Math.max(main.lastIndexOf('.'), main.lastIndexOf('/')) + 1);
    }

    /** To ask a name server for one's own name takes seconds where there is none: it comes last. */
    private String host() {
        String known = firstOf(variable("HOSTNAME"), variable("COMPUTERNAME"), kernelsName());
        if (!known.isEmpty()) {
            return known;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String kernelsName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private static String firstOf(@Nullable String... values) {
        return Stream.of(values)
                .filter(each -> each != null && !each.isBlank())
                .map(String::valueOf)
                .findFirst()
                .orElse("")
                .strip();
    }
}
