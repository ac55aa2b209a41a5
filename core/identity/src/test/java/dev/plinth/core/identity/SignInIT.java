// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestIdentity;
import dev.plinth.core.testing.TestCore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Links, passwords, sessions: what a person sees. */
class SignInIT {
    private static TestCore core;

    @BeforeAll
    static void start() {
        core = TestIdentity.start();
        People.user(core, "ada");
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    @AfterEach
    void backToThePresent() {
        TestIdentity.present();
    }

    @Test
    void the_first_administrator_has_no_password_and_comes_in_by_a_link() {
        Browser browser = new Browser(core);
        assertThat(browser.signIn("admin", "").status()).isEqualTo(401);
        String link = People.link(core, "admin");
        Browser.View page = browser.get(link);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Choose a password").contains("<strong>admin</strong>");
        Browser.View done =
                browser.submit(page, "/sign-in/link", Map.of("password", People.PASSWORD, "repeated", People.PASSWORD));
        assertThat(browser.follow(done).body()).contains("Administrator").contains("this browser");
        assertThat(browser.get(link).status()).as("good once").isEqualTo(410);
        assertThat(new Browser(core).signIn("Admin ", People.PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void a_weak_password_is_refused_and_the_link_stays_good() {
        People.user(core, "weak");
        Browser browser = new Browser(core);
        Browser.View page = browser.get(People.link(core, "weak"));
        for (String weak : List.of("short", "weak weak weak", "aaaaaaaaaaaaaaaa", "x".repeat(257))) {
            Browser.View refused = browser.submit(page, "/sign-in/link", Map.of("password", weak, "repeated", weak));
            assertThat(refused.status()).as(weak).isEqualTo(422);
            assertThat(refused.body()).contains("role=\"alert\"");
        }
        assertThat(browser.submit(page, "/sign-in/link", Map.of("password", People.PASSWORD, "repeated", "other"))
                        .body())
                .contains("not the same");
        assertThat(browser.submit(
                                page, "/sign-in/link", Map.of("password", People.PASSWORD, "repeated", People.PASSWORD))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void a_link_ends_after_half_an_hour_and_when_a_newer_one_is_made() {
        People.user(core, "linked");
        String first = People.link(core, "linked");
        String second = People.link(core, "linked");
        Browser browser = new Browser(core);
        assertThat(browser.get(first).status()).isEqualTo(410);
        assertThat(browser.get(second).status()).isEqualTo(200);
        TestIdentity.pass(Duration.ofMinutes(31));
        assertThat(browser.get(second).body()).contains("plinth user reset");
    }

    @Test
    void the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
        Browser browser = new Browser(core);
        Browser.View signedIn = browser.signIn("ada", People.PASSWORD);
        assertThat(signedIn.response().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("plinth-sso=")
                        && cookie.contains("HttpOnly")
                        && cookie.contains("SameSite=Lax")
                        && cookie.contains("Path=/"));
        Browser.View page = browser.follow(signedIn);
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.header("Cache-Control")).contains("no-store");
    }

    @Test
    void wrong_passwords_make_one_wait_and_nobody_learns_which_names_exist() {
        People.user(core, "slow");
        for (String name : List.of("slow", "nobody-of-that-name")) {
            Browser browser = new Browser(core);
            String wrong = "";
            for (int i = 0; i < 5; i++) {
                Browser.View refused = browser.signIn(name, "not the password");
                assertThat(refused.status()).as(name).isEqualTo(401);
                wrong = refused.body();
            }
            assertThat(wrong).contains("The username or the password is not right.");
            Browser.View waiting = browser.signIn(name, People.PASSWORD);
            assertThat(waiting.status()).as(name).isEqualTo(429);
            assertThat(waiting.body()).contains("Try again in 5 seconds");
        }
        TestIdentity.pass(Duration.ofSeconds(6));
        assertThat(new Browser(core).signIn("slow", "not the password").status())
                .isEqualTo(401);
        assertThat(new Browser(core).signIn("slow", People.PASSWORD).body()).contains("Try again in 10 seconds");
        TestIdentity.pass(Duration.ofSeconds(11));
        assertThat(new Browser(core).signIn("slow", People.PASSWORD).status()).isEqualTo(303);
        assertThat(core.admin().get("/api/v1/users/slow/events").body().findValuesAsString("type"))
                .contains("sign-in-refused", "signed-in");
    }

    @Test
    void a_form_from_another_site_is_refused() {
        Browser browser = new Browser(core);
        browser.signIn("ada", People.PASSWORD);
        assertThat(browser.post("/sign-in/out", "").status()).isEqualTo(403);
        assertThat(browser.post("/sign-in", "username=ada&password=" + Browser.encoded(People.PASSWORD))
                        .status())
                .isEqualTo(403);
        assertThat(browser.get("/sign-in/account").status())
                .as("still signed in")
                .isEqualTo(200);
    }

    @Test
    void nobody_is_sent_to_another_site_after_signing_in() {
        for (String away : List.of("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x")) {
            Browser browser = new Browser(core);
            Browser.View page = browser.get("/sign-in?continue=" + Browser.encoded(away));
            assertThat(browser.submit(page, "/sign-in", Map.of("username", "ada", "password", People.PASSWORD))
                            .location())
                    .as(away)
                    .endsWith("/sign-in/account");
        }
    }

    @Test
    void what_is_typed_does_not_become_markup() {
        Browser browser = new Browser(core);
        String page = browser.submit(
                        browser.get("/sign-in?continue=" + Browser.encoded("/\"><script>1</script>")),
                        "/sign-in",
                        Map.of("username", "\"><script>alert(1)</script>", "password", "x"))
                .body();
        assertThat(page).doesNotContain("<script").contains("&quot;&gt;&lt;script&gt;");
    }

    @Test
    void a_password_is_changed_by_who_knows_it_and_signs_out_elsewhere() {
        People.user(core, "changer");
        Browser here = new Browser(core);
        here.signIn("changer", People.PASSWORD);
        Browser there = new Browser(core);
        there.signIn("changer", People.PASSWORD);
        String wanted = "another horse battery";
        Browser.View page = here.get("/sign-in/account");
        assertThat(here.submit(
                                page,
                                "/sign-in/account/password",
                                Map.of("current", "wrong", "password", wanted, "repeated", wanted))
                        .body())
                .contains("another one");
        Browser.View changed = here.submit(
                page,
                "/sign-in/account/password",
                Map.of("current", People.PASSWORD, "password", wanted, "repeated", wanted));
        assertThat(here.follow(changed).body()).contains("Done.");
        assertThat(there.get("/sign-in/account").status()).isEqualTo(303);
        assertThat(new Browser(core).signIn("changer", wanted).status()).isEqualTo(303);
    }

    @Test
    void signing_out_ends_the_session_and_signing_out_elsewhere_the_others() {
        People.user(core, "leaver");
        Browser one = new Browser(core);
        one.signIn("leaver", People.PASSWORD);
        Browser two = new Browser(core);
        two.signIn("leaver", People.PASSWORD);
        assertThat(core.admin()
                        .get("/api/v1/users/leaver/sessions")
                        .body()
                        .at("/items")
                        .size())
                .as("the one of the link, and two")
                .isEqualTo(3);
        one.submit(one.get("/sign-in/account"), "/sign-in/account/elsewhere", Map.of());
        assertThat(two.get("/sign-in/account").status()).isEqualTo(303);
        String copied = String.valueOf(one.cookie("plinth-sso"));
        Browser.View out = one.submit(one.get("/sign-in/out"), "/sign-in/out", Map.of());
        assertThat(one.follow(out).body()).contains("You are signed out");
        assertThat(one.cookie("plinth-sso")).isNull();
        HttpHeadersWith stolen = new HttpHeadersWith(core, "plinth-sso=" + copied);
        assertThat(stolen.status("/sign-in/account")).as("a copy of the cookie").isEqualTo(303);
    }

    /** A request with a cookie of one's own making. */
    private record HttpHeadersWith(TestCore core, String cookie) {
        int status(String path) {
            return core.anonymous()
                    .send("GET", path, null, null, Map.of("Cookie", cookie))
                    .status();
        }
    }

    @Test
    void a_session_ends_when_it_is_not_used_and_in_any_case_after_a_week() {
        People.user(core, "idle");
        Browser browser = new Browser(core);
        browser.signIn("idle", People.PASSWORD);
        TestIdentity.pass(Duration.ofHours(23));
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(200);
        TestIdentity.pass(Duration.ofHours(23));
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(200);
        TestIdentity.pass(Duration.ofHours(25));
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(303);
        browser.signIn("idle", People.PASSWORD);
        for (int day = 0; day < 8; day++) {
            TestIdentity.pass(Duration.ofHours(20));
            browser.get("/sign-in/account");
        }
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(200);
        TestIdentity.pass(Duration.ofHours(10));
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(303);
    }

    @Test
    void a_disabled_account_is_signed_out_and_stays_out() {
        People.user(core, "gone");
        Browser browser = new Browser(core);
        browser.signIn("gone", People.PASSWORD);
        assertThat(core.admin()
                        .send(
                                "PATCH",
                                "/api/v1/users/gone",
                                "application/json",
                                "{\"disabled\": true}".getBytes(StandardCharsets.UTF_8),
                                Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(303);
        assertThat(new Browser(core).signIn("gone", People.PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void no_more_hashes_run_at_once_than_there_are_cores_and_all_get_their_turn() throws Exception {
        People.user(core, "crowd");
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = people.invokeAll(Collections.nCopies(
                    20, () -> new Browser(core).signIn("crowd", People.PASSWORD).status()));
            for (Future<Integer> each : all) {
                assertThat(each.get()).isIn(303, 503);
            }
        }
    }
}
