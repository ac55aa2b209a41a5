// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.client.PlinthClient;
import dev.plinth.engines.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Services made with the starter, at a Plinth that really runs: the three lines of {@code plinth app create} are all they are given. */
class ServiceIT {
    @TempDir
    static Path directory;

    private static Plinth plinth;
    private static HttpServer collector;
    private static final Set<String> TELEMETRY = ConcurrentHashMap.newKeySet();
    private static final List<ConfigurableApplicationContext> CONTEXTS = new CopyOnWriteArrayList<>();
    private static Visitor admin;
    private static List<String> payments;
    private static List<String> orders;
    private static ConfigurableApplicationContext first;
    private static ConfigurableApplicationContext desk;

    @BeforeAll
    static void start() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            TELEMETRY.add(
                    exchange.getRequestURI().getPath() + " " + (bearer.startsWith("Bearer ey") ? "token" : bearer));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        plinth = SharedPlinth.get().plinth();
        admin = SharedPlinth.get().admin();
        applied("""
                [{"kind": "Config", "env": "dev", "name": "payments", "spec": {"content": "shop.color: red"}},
                 {"kind": "Config", "env": "dev", "name": "stock", "spec": {"content": "shop.color: grey"}},
                 {"kind": "Route", "env": "dev", "name": "pay", "spec":
                   {"paths": ["/pay"], "service": "payments", "access": "session"}}]""");
        payments = created("payments");
        orders = created("orders");
        first = start(Shop.Payments.class, payments);
        desk = start(Shop.Orders.class, orders, "spring.http.serviceclient.payments.base-url=http://payments");
        await().until(() -> instances("payments").size() == 1 && known("payments") == 1);
    }

    @AfterAll
    static void stop() {
        CONTEXTS.forEach(ConfigurableApplicationContext::close);
        collector.stop(0);
    }

    private static List<String> created(String app) {
        Plinth.Result made = plinth.run("app", "create", app);
        assertThat(made.code()).as(made.output()).isZero();
        List<String> lines =
                made.output().lines().filter(line -> line.startsWith("plinth.")).toList();
        assertThat(lines)
                .satisfiesExactly(
                        url -> assertThat(url).isEqualTo("plinth.url=" + plinth.publicUrl()),
                        name -> assertThat(name).isEqualTo("plinth.app=" + app),
                        secret -> assertThat(secret).startsWith("plinth.secret=plinth_"));
        return lines;
    }

    private static ConfigurableApplicationContext start(Class<?> service, List<String> lines, String... more) {
        List<String> settings = new ArrayList<>(lines);
        settings.addAll(Arrays.asList(more));
        settings.addAll(List.of(
                "server.port=0",
                "spring.main.banner-mode=off",
                "plinth.otlp.url=http://127.0.0.1:" + collector.getAddress().getPort(),
                // not kept by Plinth yet, so it is off by itself
                "management.otlp.metrics.export.enabled=true",
                "management.otlp.metrics.export.url=http://127.0.0.1:"
                        + collector.getAddress().getPort() + "/v1/metrics",
                "management.otlp.metrics.export.step=1s",
                "plinth.drain.grace=1s",
                // a machine under load; nothing is proven by giving up early
                "plinth.config.timeout=90s",
                "plinth.directory=" + directory.resolve(lines.get(1).substring("plinth.app=".length()))));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(service)
                .run(settings.stream().map(line -> "--" + line).toArray(String[]::new));
        CONTEXTS.add(context);
        return context;
    }

    private static void applied(String documents) throws Exception {
        HttpResponse<String> answer = plinth.apply(documents, "services");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static List<JsonNode> instances(String service) throws Exception {
        return plinth.get("/api/v1/live/Instance?env=dev")
                .at("/items")
                .valueStream()
                .filter(item -> item.at("/spec/service").asString().equals(service))
                .toList();
    }

    /** How many of them the orders service knows. */
    private static int known(String service) {
        return desk.getBean(PlinthClient.class).discovery().instances(service).size();
    }

    private static Shop.Paid order() {
        return desk.getBean(Shop.Desk.class).order();
    }

    private static HttpResponse<String> ask(String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(first) + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return plinth.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void an_instance_is_in_the_registry_with_its_port() throws Exception {
        JsonNode instance = instances("payments").getFirst();
        assertThat(instance.at("/owner").asString()).isEqualTo("app:payments");
        assertThat(instance.at("/state").asString()).isEqualTo("up");
        assertThat(instances("payments")).anyMatch(each -> each.at("/spec/port").asInt() == port(first));
    }

    @Test
    void calls_go_to_each_in_turn_as_the_caller_and_past_one_that_is_dead() throws Exception {
        ConfigurableApplicationContext second = start(Shop.Payments.class, payments);
        int dead = deadPort();
        HttpResponse<String> registered = plinth.http()
                .send(
                        plinth.request("/api/v1/live/Instance/payments.dead?env=dev")
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(
                                        "{\"spec\": {\"service\": \"payments\", \"host\": \"127.0.0.1\", \"port\": %d}, \"leaseSeconds\": 600}"
                                                .formatted(dead)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(200);
        await().until(() -> known("payments") == 3);
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            Shop.Paid paid =
                    i % 2 == 0 ? order() : desk.getBean(Shop.Desk.class).orderByInterface();
            assertThat(paid.caller()).isEqualTo("app:orders");
            ports.add(paid.port());
        }
        assertThat(ports).containsExactlyInAnyOrder(port(first), port(second));
        plinth.http()
                .send(
                        plinth.request("/api/v1/live/Instance/payments.dead?env=dev")
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        second.close();
        await().until(() -> known("payments") == 1);
    }

    private static int deadPort() {
        int port = 24_500;
        while (!Ports.isFree(port)) {
            port++;
        }
        return port;
    }

    @Test
    void only_tokens_for_the_service_are_taken_and_health_is_open() throws Exception {
        PlinthClient caller = desk.getBean(PlinthClient.class);
        assertThat(ask("/pay", null).statusCode()).isEqualTo(401);
        assertThat(ask("/pay", caller.tokens().get()).statusCode())
                .as("a token for Plinth itself")
                .isEqualTo(401);
        assertThat(ask("/pay", caller.tokens().forService("stock")).statusCode())
                .as("a token for another service")
                .isEqualTo(401);
        assertThat(ask("/pay", caller.tokens().forService("payments") + "x").statusCode())
                .as("a forged token")
                .isEqualTo(401);
        assertThat(ask("/pay", caller.tokens().forService("payments")).statusCode())
                .isEqualTo(200);
        assertThat(ask("/actuator/health", null).statusCode()).isEqualTo(200);
        assertThat(ask("/actuator/env", null).statusCode()).isEqualTo(401);
    }

    @Test
    void people_come_through_the_gateway_and_are_known_by_name() throws Exception {
        await().until(() -> admin.visit("/pay").statusCode() == 200);
        assertThat(admin.visit("/pay").body()).contains("\"caller\":\"user:admin\"");
    }

    @Test
    void settings_change_while_it_runs_and_a_mistake_costs_nothing() throws Exception {
        assertThat(order().color()).isEqualTo("red");
        config("shop.color: blue\\npayments.failure-share: 0.25");
        await().until(() -> order().equals(new Shop.Paid(port(first), "app:orders", "blue", 0.25)));
        config("shop.color: red\\npayments.failure-share: often");
        await().until(() -> order().color().equals("red"));
        assertThat(order().share()).isEqualTo(0.25);
        config("shop.color: red");
        await().until(() -> order().share() == 0);
    }

    private static void config(String content) throws Exception {
        applied("[{\"kind\": \"Config\", \"env\": \"dev\", \"name\": \"payments\", \"spec\": {\"content\": \"%s\"}}]"
                .formatted(content));
    }

    @Test
    void a_copy_is_stopped_under_load_without_a_failed_request() throws Exception {
        ConfigurableApplicationContext second = start(Shop.Payments.class, payments);
        await().until(() -> known("payments") == 2);
        AtomicBoolean stop = new AtomicBoolean();
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        List<Future<Integer>> loads = new ArrayList<>();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                loads.add(many.submit(() -> {
                    int done = 0;
                    while (!stop.get()) {
                        ports.add(order().port());
                        done++;
                    }
                    return done;
                }));
            }
            await().until(() -> ports.size() == 2);
            second.close();
            stop.set(true);
        }
        for (Future<Integer> load : loads) {
            assertThat(load.get()).as("every call had its answer").isPositive();
        }
        assertThat(instances("payments")).hasSize(1);
    }

    @Test
    void a_process_of_the_installation_registers_with_no_secret_given() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> instances("stock").size() == 1);
        assertThat(instances("stock").getFirst().at("/owner").asString()).isEqualTo("app:stock");
        String credential = Files.readString(plinth.data().resolve("secrets/credentials/apps/stock.token"))
                .strip();
        for (String file : List.of("environ", "cmdline")) {
            byte[] told = Files.readAllBytes(Path.of("/proc/" + plinth.pid("stock") + "/" + file));
            assertThat(new String(told, StandardCharsets.UTF_8)).doesNotContain(credential);
        }
        assertThat(Files.readString(plinth.data().resolve("logs/stock.log"))).doesNotContain(credential);
    }

    @Test
    void traces_metrics_and_logs_go_out_with_the_apps_token() {
        order();
        await().atMost(Duration.ofSeconds(30))
                // a service that has started while Plinth was away has no token yet, and sends without one
                .untilAsserted(() ->
                        assertThat(TELEMETRY).contains("/v1/traces token", "/v1/metrics token", "/v1/logs token"));
    }

    /** As docs/how-to/write-a-service.md has it. */
    @Test
    void a_new_project_builds_runs_registers_and_is_reached_through_the_gateway() throws Exception {
        String command = Plinth.HOME.resolve("plinth").toString();
        Plinth.Result installed = Plinth.execute(List.of(command, "sdk", "install"), Map.of());
        assertThat(installed.code()).as(installed.output()).isZero();
        Plinth.Result made = plinth.run("new", "service", "greeter", "--directory", directory.toString());
        assertThat(made.code()).as(made.output()).isZero();
        Path project = directory.resolve("greeter");
        Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
        List<String> build =
                List.of("mvn", "-B", "-f", project.resolve("pom.xml").toString(), "package");
        List<String> offline = new ArrayList<>(build);
        offline.add("--offline");
        Plinth.Result built = Plinth.execute(offline, environment);
        if (built.code() != 0) {
            // the first time on this machine Maven has to fetch what only the project uses
            built = Plinth.execute(build, environment);
        }
        assertThat(built.code()).as(built.output()).isZero();
        assertThat(built.output()).contains("Tests run: 2, Failures: 0");
        String secret = created("greeter").get(2).substring("plinth.secret=".length());
        assertThat(plinth.run("apply", "-f", project.resolve("route.yaml").toString())
                        .code())
                .isZero();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        project.resolve("target/greeter.jar").toString(),
                        "--plinth.directory=" + directory.resolve("greeter-state"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("greeter.log").toFile());
        builder.environment().put("PLINTH_SECRET", secret);
        Process running = builder.start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> instances("greeter").size() == 1 || !running.isAlive());
            assertThat(instances("greeter"))
                    .as(Files.readString(directory.resolve("greeter.log")))
                    .singleElement()
                    .satisfies(each ->
                            assertThat(each.at("/spec/version").asString()).isEqualTo("0.1.0"));
            String token = desk.getBean(PlinthClient.class).tokens().forService("greeter");
            Visitor world = new Visitor(plinth.publicUrl());
            await().untilAsserted(() -> assertThat(
                            world.send(world.request("/greeter").header("Authorization", "Bearer " + token))
                                    .body())
                    .isEqualTo("{\"text\":\"Hello, app:orders\"}"));
            assertThat(world.get("/greeter").statusCode()).isEqualTo(401);
        } finally {
            running.destroy();
        }
        assertThat(running.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(instances("greeter")).as("it said goodbye").isEmpty();
        assertThat(Files.readString(directory.resolve("greeter.log"))).doesNotContain(secret);
    }

    @Test
    void anybody_gets_the_sdk_from_the_gateway() throws Exception {
        Visitor builder = new Visitor(plinth.publicUrl());
        HttpResponse<String> pom = builder.get(
                "/maven/dev/plinth/plinth-spring-boot-starter/0.1.0-SNAPSHOT/plinth-spring-boot-starter-0.1.0-SNAPSHOT.pom");
        assertThat(pom.statusCode()).isEqualTo(200);
        assertThat(pom.body())
                .contains("<artifactId>plinth-client</artifactId>")
                .doesNotContain("<parent>");
        assertThat(builder.get("/maven/dev/plinth/plinth-client/0.1.0-SNAPSHOT/plinth-client-0.1.0-SNAPSHOT.jar.sha1")
                        .body())
                .matches("[0-9a-f]{40}");
    }

    @Test
    void while_plinth_is_away_services_start_and_call_each_other_and_come_back() throws Exception {
        order();
        ask("/pay", desk.getBean(PlinthClient.class).tokens().forService("payments"));
        assertThat(plinth.run("down").code()).isZero();
        assertThat(plinth.run("status").code()).isEqualTo(3);
        try (ConfigurableApplicationContext second = start(Shop.Payments.class, payments)) {
            assertThat(order().color()).isEqualTo("red");
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(second) + "/pay"))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + desk.getBean(PlinthClient.class).tokens().forService("payments"))
                    .build();
            assertThat(plinth.http()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .as("settings and keys of an earlier run")
                    .contains("\"color\":\"red\"");
            SharedPlinth.get().up();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> instances("payments").size() == 2 && known("payments") == 2);
        }
        await().until(() -> known("payments") == 1);
    }
}
