// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestServices;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route and an instance may say. */
class RouteIT {
    private static TestCore core;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestServices.class);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer route(String spec) {
        return core.admin().apply("kind: Route\nenv: dev\nname: r\nspec: " + spec + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{paths: [/], service: shop}",
                "{paths: [/shop, /a/b.c], url: \"http://127.0.0.1:3000\", access: none, methods: [GET]}",
                "{paths: [/api/v1], hosts: [own.example.org], url: \"http://[::1]:3000\", access: session}",
            })
    void what_is_right_is_taken(String spec) {
        Answer answer = route(spec);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {paths: [/x]}                                          | spec.service  |            | either service or url
            {paths: [/x], service: a, url: "http://b"}             | spec.service  | a          | either service or url
            {paths: [/x, /oauth2/token], service: a}               | spec.paths[1] | /oauth2/token | a path that is not Plinth's own, or a host of its own
            {paths: [/api/v1], service: a}                         | spec.paths[0] | /api/v1    | a path that is not Plinth's own, or a host of its own
            {paths: [x], service: a}                               | spec.paths[0] | x          | a path that begins with / and does not end with one, as /shop
            {paths: [/x/], service: a}                             | spec.paths[0] | /x/        | a path that begins with / and does not end with one, as /shop
            {paths: [/x], url: "https://b/path"}                   | spec.url      | https://b/path | http:// with host and perhaps port, as http://127.0.0.1:3000
            {paths: [/x], service: a, access: everybody}           | spec.access   | everybody  | one of none, token, session
            {paths: [/x], service: a, hosts: ["A.example"]}        | spec.hosts[0] | A.example  | a host name in lower case, without a port
            {paths: [/x], service: a, methods: [get]}              | spec.methods[0] | get      | a method in upper case, as GET
            """)
    void what_is_wrong_is_named(String spec, String field, @Nullable String offending, String expected) {
        Answer answer = route(spec);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations/0/field").asString()).isEqualTo(field);
        assertThat(answer.body().at("/violations/0/offending").asString(null)).isEqualTo(offending);
        assertThat(answer.body().at("/violations/0/expected").asString()).isEqualTo(expected);
    }

    @Test
    void an_instance_comes_drains_and_goes() {
        Caller admin = core.admin();
        String instance =
                "{\"spec\": {\"service\": \"shop\", \"host\": \"127.0.0.1\", \"port\": 8081}, \"state\": \"%s\"}";
        assertThat(admin.put("/api/v1/live/Instance/shop.1?env=dev", instance.formatted("up"))
                        .status())
                .isEqualTo(200);
        assertThat(admin.put("/api/v1/live/Instance/shop.1?env=dev", instance.formatted("draining"))
                        .body()
                        .at("/state")
                        .asString())
                .isEqualTo("draining");
        assertThat(admin.put(
                                "/api/v1/live/Instance/shop.2?env=dev",
                                instance.formatted("up").replace("8081", "0"))
                        .status())
                .isEqualTo(422);
        assertThat(core.process("nobody")
                        .put("/api/v1/live/Instance/shop.1?env=dev", instance.formatted("up"))
                        .status())
                .isEqualTo(403);
        assertThat(admin.delete("/api/v1/live/Instance/shop.1?env=dev").status())
                .isEqualTo(204);
    }

    @Test
    void only_a_gateway_registers_as_one_and_it_may_nothing_else() {
        String spec = "{\"spec\": {\"env\": \"dev\", \"address\": \"http://x\", \"jwk\": \"{}\", \"applied\": 0}}";
        Caller gateway = core.process("gateway");
        assertThat(gateway.put("/api/v1/live/Gateway/g1", spec).status()).isEqualTo(200);
        assertThat(core.process("other").put("/api/v1/live/Gateway/g2", spec).status())
                .isEqualTo(403);
        assertThat(gateway.get("/api/v1/resources/Route").status()).isEqualTo(200);
        assertThat(gateway.get("/api/v1/resources/Secret").status()).isEqualTo(403);
        assertThat(gateway.apply("kind: Route\nenv: dev\nname: mine\nspec: {paths: [/m], service: a}\n")
                        .status())
                .isEqualTo(403);
    }
}
