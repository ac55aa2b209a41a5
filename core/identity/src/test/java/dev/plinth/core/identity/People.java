// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestIdentity;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes users and apps for tests. */
final class People {
    static final String PASSWORD = "correct horse battery";

    private People() {}

    /** A user with a password. */
    static void user(TestCore core, String username, String... groups) {
        String list = Arrays.stream(groups).map(group -> '"' + group + '"').collect(Collectors.joining(","));
        Answer created = core.admin()
                .post(
                        "/api/v1/users/" + username,
                        "application/json",
                        "{\"displayName\": \"%s L.\", \"email\": \"%s@example.org\", \"groups\": [%s]}"
                                .formatted(username, username, list));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        password(core, username);
    }

    static void password(TestCore core, String username) {
        Browser browser = new Browser(core);
        Browser.View chosen = browser.submit(
                browser.get(link(core, username)), "/sign-in/link", Map.of("password", PASSWORD, "repeated", PASSWORD));
        assertThat(chosen.status()).as(chosen.body()).isEqualTo(303);
    }

    /** The path of a fresh sign-in link. */
    static String link(TestCore core, String username) {
        Answer link = core.admin().post("/api/v1/users/" + username + "/sign-in-link", "application/json", "");
        assertThat(link.status()).as(link.text()).isEqualTo(201);
        return link.body().at("/url").asString().replace(TestIdentity.PUBLIC_URL, "");
    }

    /** A confidential client; returns its secret. */
    static String app(TestCore core, String name, String spec) {
        Answer applied = core.admin().apply("kind: App\nname: %s\nspec: %s\n".formatted(name, spec));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        return secret(core, name, applied.header("Plinth-Position"));
    }

    static String secret(TestCore core, String name, String position) {
        Answer made =
                core.admin().post("/api/v1/apps/" + name + "/secrets?position=" + position, "application/json", "");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.body().at("/secret").asString();
    }
}
