// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.plinth.core.TestIdentity;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.core.testing.TestCore.Sse;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenID Connect provider, spoken to as any client library does. */
class OauthIT {
    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static final Path DIRECTORY = TestCore.temporary();
    private static final String SHOP =
            "{grantTypes: [authorization_code, refresh_token, client_credentials], redirectUris: [\"https://shop.example/callback\"],"
                    + " postLogoutRedirectUris: [\"https://shop.example/bye\"]}";

    private static TestCore core;
    private static Oauth shop;

    @BeforeAll
    static void start() {
        core = TestIdentity.start(DATABASE, DIRECTORY);
        People.user(core, "ada", "admins");
        shop = new Oauth(core, "shop", People.app(core, "shop", SHOP));
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    @AfterEach
    void backToThePresent() {
        TestIdentity.present();
    }

    /** Signed in as somebody, at the end of a code flow: the redirect to the app. */
    private static Browser.View authorized(Browser browser, Oauth client, String scopes) {
        Browser.View asked = browser.get(client.authorize(scopes, ""));
        if (!asked.location().contains("/sign-in")) {
            return asked;
        }
        Browser.View page = browser.follow(asked);
        Browser.View signedIn =
                browser.submit(page, "/sign-in", Map.of("username", "ada", "password", People.PASSWORD));
        assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(303);
        return browser.get(signedIn.location());
    }

    private static Answer tokens(String scopes) {
        return tokens(new Browser(core), shop, scopes);
    }

    private static Answer tokens(Browser browser, Oauth client, String scopes) {
        Answer tokens = client.code(authorized(browser, client, scopes).parameter("code"));
        assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
        return tokens;
    }

    private static JsonNode claims(String jwt) {
        return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
    }

    private static Caller bearer(String token) {
        return core.withToken(token);
    }

    @Test
    void an_app_gets_a_token_for_a_service_that_is_good_there_and_nowhere_else() {
        Answer answer =
                shop.token(Map.of("grant_type", "client_credentials", "resource", "urn:plinth:service:payments"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String token = answer.body().at("/access_token").asString();
        assertThat(claims(token).at("/aud").asString()).isEqualTo("payments");
        assertThat(claims(token).at("/principal").asString()).isEqualTo("app:shop");
        assertThat(bearer(token).get("/api/v1/whoami").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payments",
                "https://payments",
                "urn:plinth:service:",
                "urn:plinth:service:plinth",
                "urn:plinth:service:A b\"c"
            })
    void what_is_no_service_is_no_target(String resource) {
        Answer answer = shop.token(Map.of("grant_type", "client_credentials", "resource", resource));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.body().at("/error").asString()).isEqualTo("invalid_target");
        assertThat(answer.body().at("/error_description").asString()).contains("expected: urn:plinth:service:");
    }

    @Test
    void an_app_that_the_supervisor_runs_has_its_token_as_secret_and_as_that_app_only() {
        String credential =
                SecretFiles.read(SecretFiles.ensure(DIRECTORY.resolve("credentials/apps/supervised.token")));
        Answer answer = new Oauth(core, "supervised", credential).token(Map.of("grant_type", "client_credentials"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String token = answer.body().at("/access_token").asString();
        assertThat(bearer(token).get("/api/v1/whoami").body().at("/principal").asString())
                .isEqualTo("app:supervised");
        assertThat(new Oauth(core, "shop", credential)
                        .token(Map.of("grant_type", "client_credentials"))
                        .status())
                .isEqualTo(401);
        assertThat(new Oauth(core, "plinth-gateway", credential)
                        .token(Map.of("grant_type", "client_credentials"))
                        .status())
                .isEqualTo(401);
        assertThat(new Oauth(core, "supervised", "wrong")
                        .token(Map.of("grant_type", "client_credentials"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void discovery_names_the_public_url_whatever_the_request_says() {
        Answer discovery = core.anonymous()
                .send(
                        "GET",
                        "/.well-known/openid-configuration",
                        null,
                        null,
                        Map.of("X-Forwarded-Host", "evil.example"));
        assertThat(discovery.status()).isEqualTo(200);
        assertThat(discovery.body().at("/issuer").asString()).isEqualTo(TestIdentity.PUBLIC_URL);
        assertThat(discovery.body().at("/token_endpoint").asString())
                .isEqualTo(TestIdentity.PUBLIC_URL + "/oauth2/token");
        assertThat(discovery.body().at("/device_authorization_endpoint").asString())
                .isEqualTo(TestIdentity.PUBLIC_URL + "/oauth2/device_authorization");
        assertThat(discovery.text()).doesNotContain("evil.example");
    }

    @Test
    void a_person_signs_in_to_an_app_by_code_and_pkce() throws Exception {
        Browser browser = new Browser(core);
        Browser.View back = authorized(browser, shop, "openid profile email");
        assertThat(back.location()).startsWith(Oauth.CALLBACK + "?");
        assertThat(back.parameter("state")).isEqualTo("s1");
        Answer tokens = shop.code(back.parameter("code"));
        assertThat(tokens.header("Cache-Control")).contains("no-store");

        SignedJWT idToken = SignedJWT.parse(tokens.body().at("/id_token").asString());
        JWKSet keys = JWKSet.parse(core.anonymous().get("/oauth2/jwks").text());
        assertThat(keys.getKeys()).noneMatch(JWK::isPrivate);
        RSAKey key = (RSAKey) keys.getKeyByKeyId(idToken.getHeader().getKeyID());
        assertThat(idToken.verify(new RSASSAVerifier(key))).isTrue();
        JsonNode claims = claims(tokens.body().at("/id_token").asString());
        assertThat(claims.at("/iss").asString()).isEqualTo(TestIdentity.PUBLIC_URL);
        assertThat(claims.at("/nonce").asString()).isEqualTo("n1");
        assertThat(claims.at("/preferred_username").asString()).isEqualTo("ada");
        assertThat(claims.at("/name").asString()).isEqualTo("ada L.");
        assertThat(claims.at("/email").asString()).isEqualTo("ada@example.org");
        assertThat(claims.at("/auth_time").asLong()).isPositive();
        assertThat(claims.at("/sid").asString()).isNotBlank();
        assertThat(claims.has("groups")).as("not asked for").isFalse();

        Answer info = bearer(tokens.body().at("/access_token").asString()).get("/oauth2/userinfo");
        assertThat(info.status()).isEqualTo(200);
        assertThat(info.body().at("/sub")).isEqualTo(claims.at("/sub"));
        assertThat(info.body().at("/preferred_username").asString()).isEqualTo("ada");
    }

    @Test
    void who_is_signed_in_is_not_asked_again_unless_the_app_wants_it() {
        Browser browser = new Browser(core);
        authorized(browser, shop, "openid");
        assertThat(browser.get(shop.authorize("openid", "")).location()).startsWith(Oauth.CALLBACK + "?code=");
        assertThat(browser.get(shop.authorize("openid", "&prompt=login")).location())
                .contains("/sign-in?again");
        assertThat(browser.get(shop.authorize("openid", "&max_age=3600")).location())
                .startsWith(Oauth.CALLBACK);
        TestIdentity.pass(Duration.ofHours(2));
        Browser.View tooOld = browser.get(shop.authorize("openid", "&max_age=3600"));
        assertThat(tooOld.location()).contains("/sign-in?again");
        Browser.View again = browser.submit(
                browser.follow(tooOld), "/sign-in", Map.of("username", "ada", "password", People.PASSWORD));
        assertThat(browser.get(again.location()).location()).startsWith(Oauth.CALLBACK + "?code=");
        assertThat(new Browser(core)
                        .get(shop.authorize("openid", "&prompt=none"))
                        .parameter("error"))
                .isEqualTo("login_required");
    }

    @Test
    void a_code_is_good_once_for_its_app_with_its_verifier() {
        Browser browser = new Browser(core);
        String code = authorized(browser, shop, "openid").parameter("code");
        assertThat(shop.code(code, "wrong".repeat(10)).body().at("/error").asString())
                .isEqualTo("invalid_grant");
        Oauth other = new Oauth(core, "other", People.app(core, "other", SHOP));
        String mine = authorized(browser, shop, "openid").parameter("code");
        assertThat(other.code(mine).body().at("/error").asString()).isEqualTo("invalid_grant");
        String twice = authorized(browser, shop, "openid profile").parameter("code");
        Answer first = shop.code(twice);
        assertThat(first.status()).isEqualTo(200);
        assertThat(shop.code(twice).body().at("/error").asString()).isEqualTo("invalid_grant");
        assertThat(shop.refresh(first.body().at("/refresh_token").asString()).status())
                .as("what came of it ends too")
                .isEqualTo(400);
        String late = authorized(browser, shop, "openid").parameter("code");
        TestIdentity.pass(Duration.ofMinutes(2));
        assertThat(shop.code(late).status()).isEqualTo(400);
    }

    @Test
    void many_who_use_a_code_at_once_are_one() throws Exception {
        String code = authorized(new Browser(core), shop, "openid").parameter("code");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = clients.invokeAll(
                    Collections.nCopies(8, () -> shop.code(code).status()));
            int good = 0;
            for (Future<Integer> each : all) {
                good += each.get() == 200 ? 1 : 0;
            }
            assertThat(good).isEqualTo(1);
        }
    }

    @Test
    void requests_that_are_not_right_are_refused_where_they_can_be_seen() {
        Browser browser = new Browser(core);
        browser.signIn("ada", People.PASSWORD);
        String good = shop.authorize("openid", "");
        Browser.View elsewhere =
                browser.get(good.replace(Browser.encoded(Oauth.CALLBACK), Browser.encoded("https://evil.example/")));
        assertThat(elsewhere.status())
                .as("never to an address that is not the app's")
                .isEqualTo(400);
        assertThat(elsewhere.body()).contains("This sign-in cannot go on").contains("redirect_uri");
        assertThat(browser.get(good.replace("client_id=shop", "client_id=nobody"))
                        .status())
                .isEqualTo(400);
        assertThat(browser.get(good.replace("scope=openid", "scope=openid+root"))
                        .parameter("error"))
                .isEqualTo("invalid_scope");
        assertThat(browser.get(good.replace("&code_challenge=" + Oauth.challenge(), ""))
                        .parameter("error"))
                .isEqualTo("invalid_request");
        assertThat(browser.get(good.replace("code_challenge_method=S256", "code_challenge_method=plain"))
                        .parameter("error"))
                .isEqualTo("invalid_request");
        assertThat(browser.get(good.replace("response_type=code", "response_type=token"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_refresh_token_is_good_once_and_a_stolen_one_ends_everything() {
        Answer first = tokens("openid");
        String stolen = first.body().at("/refresh_token").asString();
        Answer second = shop.refresh(stolen);
        assertThat(second.status()).as(second.text()).isEqualTo(200);
        assertThat(claims(second.body().at("/id_token").asString()).at("/sid"))
                .isEqualTo(claims(first.body().at("/id_token").asString()).at("/sid"));
        String next = second.body().at("/refresh_token").asString();
        assertThat(next).isNotEqualTo(stolen);
        Answer third = shop.refresh(next);
        assertThat(third.status()).isEqualTo(200);
        assertThat(shop.refresh(stolen).body().at("/error").asString()).isEqualTo("invalid_grant");
        assertThat(shop.refresh(third.body().at("/refresh_token").asString()).status())
                .as("the thief may have the newest")
                .isEqualTo(400);
        assertThat(bearer(third.body().at("/access_token").asString())
                        .get("/oauth2/userinfo")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_apps_token_works_at_plinth_only_with_the_scope_and_only_as_far_as_the_person_may() {
        Answer plain = tokens("openid");
        assertThat(bearer(plain.body().at("/access_token").asString())
                        .get("/api/v1/whoami")
                        .status())
                .isEqualTo(401);
        assertThat(new Browser(core).get(shop.authorize("openid plinth", "")).parameter("error"))
                .as("an app that was not given the scope cannot ask for it")
                .isEqualTo("invalid_scope");
        Oauth tool =
                new Oauth(core, "tool", People.app(core, "tool", SHOP.replace("{", "{scopes: [openid, plinth], ")));
        Answer good = tokens(new Browser(core), tool, "openid plinth");
        Caller ada = bearer(good.body().at("/access_token").asString());
        assertThat(ada.get("/api/v1/whoami").body().at("/principal").asString()).isEqualTo("user:ada");
        assertThat(ada.apply("kind: Environment\nname: adas\nspec: {}\n").status())
                .as("ada is an administrator by the group admins")
                .isEqualTo(200);
        assertThat(core.admin()
                        .get("/api/v1/changes?author=user:ada")
                        .body()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("adas");
        assertThat(ada.get("/api/v1/resources/App").status()).isEqualTo(200);
    }

    @Test
    void a_token_that_is_forged_changed_or_expired_is_nobodys() throws Exception {
        Oauth tool =
                new Oauth(core, "tool2", People.app(core, "tool2", SHOP.replace("{", "{scopes: [openid, plinth], ")));
        String token = tokens(new Browser(core), tool, "openid plinth")
                .body()
                .at("/access_token")
                .asString();
        String[] parts = token.split("\\.");
        String root = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                        .replace("user:ada", "local:root")
                        .getBytes(StandardCharsets.UTF_8));
        RSAKey own = new RSAKeyGenerator(2048)
                .keyID(SignedJWT.parse(token).getHeader().getKeyID())
                .generate();
        SignedJWT forged = new SignedJWT(
                SignedJWT.parse(token).getHeader(), SignedJWT.parse(token).getJWTClaimsSet());
        forged.sign(new RSASSASigner(own));
        String none = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                + "." + parts[1] + ".";
        for (String bad : List.of(
                parts[0] + "." + root + "." + parts[2], forged.serialize(), none, token + "x", "a.b.c", "..", ".")) {
            assertThat(bearer(bad).get("/api/v1/whoami").status()).as(bad).isEqualTo(401);
        }
        assertThat(bearer(token).get("/api/v1/whoami").status()).isEqualTo(200);
        TestIdentity.pass(Duration.ofMinutes(6));
        assertThat(bearer(token).get("/api/v1/whoami").code()).isEqualTo("access.unauthenticated");
    }

    @Test
    void an_app_has_its_own_token_and_its_own_rights() {
        Map<String, String> grant = Map.of("grant_type", "client_credentials");
        Answer token = shop.token(grant);
        assertThat(token.status()).as(token.text()).isEqualTo(200);
        Caller app = bearer(token.body().at("/access_token").asString());
        assertThat(app.get("/api/v1/whoami").body().at("/principal").asString()).isEqualTo("app:shop");
        assertThat(app.get("/api/v1/resources/App").status()).as("no right yet").isEqualTo(403);
        Answer bound =
                core.admin().apply("kind: RoleBinding\nname: shop\nspec: {role: viewer, subjects: [\"app:shop\"]}\n");
        assertThat(app.get("/api/v1/resources/App?position=" + bound.header("Plinth-Position"))
                        .status())
                .isEqualTo(200);
        assertThat(new Oauth(core, "shop", "plinth_wrong").token(grant).status())
                .isEqualTo(401);
        assertThat(new Oauth(core, "shop", "").token(grant).status()).isIn(400, 401);
        assertThat(new Oauth(core, "shop", null).token(grant).status())
                .as("no secret")
                .isEqualTo(401);
    }

    @Test
    void an_app_has_several_secrets_and_a_deleted_one_or_a_deleted_app_is_good_no_more() {
        Map<String, String> grant = Map.of("grant_type", "client_credentials");
        String first = People.app(core, "rotating", SHOP);
        String second = People.secret(core, "rotating", "0");
        assertThat(new Oauth(core, "rotating", first).token(grant).status()).isEqualTo(200);
        assertThat(new Oauth(core, "rotating", second).token(grant).status()).isEqualTo(200);
        String id = core.admin()
                .get("/api/v1/apps/rotating/secrets")
                .body()
                .at("/items/0/id")
                .asString();
        assertThat(core.admin().delete("/api/v1/apps/rotating/secrets/" + id).status())
                .isEqualTo(204);
        assertThat(new Oauth(core, "rotating", first).token(grant).status()).isEqualTo(401);
        assertThat(new Oauth(core, "rotating", second).token(grant).status()).isEqualTo(200);
        core.admin().delete("/api/v1/resources/App/rotating");
        await().untilAsserted(() -> assertThat(
                        new Oauth(core, "rotating", second).token(grant).status())
                .isEqualTo(401));
        People.app(core, "rotating", SHOP);
        await().untilAsserted(() -> assertThat(core.admin()
                        .get("/api/v1/apps/rotating/secrets")
                        .body()
                        .at("/items")
                        .size())
                .isEqualTo(1));
        assertThat(new Oauth(core, "rotating", second).token(grant).status())
                .as("an old secret does not come back with the name")
                .isEqualTo(401);
    }

    @Test
    void the_command_line_signs_in_as_a_device() {
        Oauth cli = new Oauth(core, "plinth-cli", null);
        Answer asked = cli.post("/oauth2/device_authorization", Map.of("scope", "profile plinth"));
        assertThat(asked.status()).as(asked.text()).isEqualTo(200);
        assertThat(asked.body().at("/verification_uri").asString())
                .isEqualTo(TestIdentity.PUBLIC_URL + "/sign-in/device");
        Map<String, String> poll = Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                asked.body().at("/device_code").asString());
        assertThat(cli.token(poll).body().at("/error").asString()).isEqualTo("authorization_pending");

        Browser browser = new Browser(core);
        Browser.View page = browser.follow(browser.get("/sign-in/device"));
        page = browser.follow(browser.submit(page, "/sign-in", Map.of("username", "ada", "password", People.PASSWORD)));
        assertThat(browser.follow(browser.submit(page, "/oauth2/device_verification", Map.of("user_code", "BCDF-GHJK")))
                        .body())
                .contains("There is no such code");
        Browser.View consent = browser.follow(browser.submit(
                page,
                "/oauth2/device_verification",
                Map.of("user_code", asked.body().at("/user_code").asString())));
        assertThat(consent.body())
                .contains("The plinth command line")
                .contains("Do in Plinth everything that you may do");
        Browser.View done = browser.follow(browser.submit(consent, "/oauth2/device_verification", Map.of()));
        assertThat(done.body()).contains("You are done here");

        Answer tokens = cli.token(poll);
        assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
        assertThat(bearer(tokens.body().at("/access_token").asString())
                        .get("/api/v1/whoami")
                        .body()
                        .at("/principal")
                        .asString())
                .isEqualTo("user:ada");
        assertThat(cli.token(poll).status()).as("good once").isEqualTo(400);
        browser.submit(browser.get("/sign-in/out"), "/sign-in/out", Map.of());
        Answer refreshed = cli.refresh(tokens.body().at("/refresh_token").asString());
        assertThat(refreshed.status())
                .as("does not end with the browser's session")
                .isEqualTo(200);
        cli.post(
                "/oauth2/revoke",
                Map.of("token", refreshed.body().at("/refresh_token").asString()));
        assertThat(cli.refresh(refreshed.body().at("/refresh_token").asString()).status())
                .isEqualTo(400);
        await().untilAsserted(() -> assertThat(
                        bearer(refreshed.body().at("/access_token").asString())
                                .get("/api/v1/whoami")
                                .status())
                .isEqualTo(401));
    }

    @Test
    void a_link_to_a_strangers_device_lets_nobody_in_unasked() {
        People.user(core, "asked");
        Browser browser = new Browser(core);
        browser.signIn("asked", People.PASSWORD);
        Oauth cli = new Oauth(core, "plinth-cli", null);
        for (int i = 0; i < 2; i++) {
            String code = cli.post("/oauth2/device_authorization", Map.of("scope", "plinth"))
                    .body()
                    .at("/user_code")
                    .asString();
            Browser.View consent = browser.follow(browser.get("/oauth2/device_verification?user_code=" + code));
            assertThat(consent.body()).as("also the second time").contains("Let it in?");
            browser.submit(consent, "/oauth2/device_verification", Map.of());
        }
    }

    @Test
    void a_device_that_is_refused_is_told() {
        Oauth cli = new Oauth(core, "plinth-cli", null);
        People.user(core, "refuser");
        Answer asked = cli.post("/oauth2/device_authorization", Map.of("scope", "plinth"));
        Browser browser = new Browser(core);
        browser.signIn("refuser", People.PASSWORD);
        Browser.View consent = browser.follow(browser.get("/oauth2/device_verification?user_code="
                + asked.body().at("/user_code").asString()));
        String forms = consent.body();
        Browser.View refusal = new Browser.View(200, forms.substring(forms.lastIndexOf("<form")), consent.response());
        assertThat(browser.follow(browser.submit(refusal, "/oauth2/device_verification", Map.of()))
                        .body())
                .contains("Not signed in");
        assertThat(cli.token(Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:device_code",
                                "device_code",
                                asked.body().at("/device_code").asString()))
                        .body()
                        .at("/error")
                        .asString())
                .isEqualTo("access_denied");
    }

    @Test
    void people_are_asked_before_an_app_that_needs_consent_gets_anything() {
        Oauth careful = new Oauth(
                core,
                "careful",
                People.app(core, "careful", SHOP.replace("{", "{requireConsent: true, description: Careful Inc, ")));
        Browser browser = new Browser(core);
        browser.signIn("ada", People.PASSWORD);
        Browser.View consent = browser.follow(browser.get(careful.authorize("openid profile", "")));
        assertThat(consent.body()).contains("Careful Inc").contains("See your name");
        Browser.View back = browser.submit(consent, "/oauth2/authorize", Map.of());
        assertThat(careful.code(back.parameter("code")).status()).isEqualTo(200);
        assertThat(browser.get(careful.authorize("openid profile", "")).location())
                .as("not asked again")
                .startsWith(Oauth.CALLBACK + "?code=");
    }

    @Test
    void an_app_signs_people_out() {
        Browser browser = new Browser(core);
        Answer tokens = tokens(browser, shop, "openid");
        String idToken = tokens.body().at("/id_token").asString();
        Browser.View out = browser.get("/oauth2/logout?id_token_hint=" + idToken + "&post_logout_redirect_uri="
                + Browser.encoded("https://shop.example/bye") + "&state=x");
        assertThat(out.location()).isEqualTo("https://shop.example/bye?state=x");
        assertThat(browser.get("/sign-in/account").status()).isEqualTo(303);
        assertThat(shop.refresh(tokens.body().at("/refresh_token").asString()).status())
                .as("granted in the session, ended with it")
                .isEqualTo(400);
        assertThat(browser.get("/oauth2/logout?id_token_hint=" + idToken + "&post_logout_redirect_uri="
                                + Browser.encoded("https://evil.example/"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void who_is_signed_out_disabled_or_moved_to_other_groups_holds_no_good_token_any_more() {
        Oauth tool =
                new Oauth(core, "tool3", People.app(core, "tool3", SHOP.replace("{", "{scopes: [openid, plinth], ")));
        for (String change : List.of("{\"groups\": []}", "{\"disabled\": true}", "sessions", "delete")) {
            String name = "victim-" + change.replaceAll("[^a-z]", "");
            People.user(core, name, "admins");
            Browser browser = new Browser(core);
            browser.signIn(name, People.PASSWORD);
            Answer tokens =
                    tool.code(browser.get(tool.authorize("openid plinth", "")).parameter("code"));
            Caller victim = bearer(tokens.body().at("/access_token").asString());
            assertThat(victim.get("/api/v1/whoami").status()).isEqualTo(200);
            Answer done = switch (change) {
                case "sessions" -> core.admin().delete("/api/v1/users/" + name + "/sessions");
                case "delete" -> core.admin().delete("/api/v1/users/" + name);
                default ->
                    core.admin()
                            .send(
                                    "PATCH",
                                    "/api/v1/users/" + name,
                                    "application/json",
                                    change.getBytes(StandardCharsets.UTF_8),
                                    Map.of());
            };
            assertThat(done.status()).as(done.text()).isIn(200, 204);
            await().untilAsserted(() ->
                    assertThat(victim.get("/api/v1/whoami").status()).as(change).isEqualTo(401));
        }
    }

    @Test
    void revocations_and_keys_come_by_watch() {
        try (var watching = core.admin().watch("?kind=Revocation&kind=JsonWebKey", Map.of())) {
            Sse first = watching.nextNews();
            List<String> kinds = new ArrayList<>();
            while (!first.name().equals("synced")) {
                kinds.add(first.data().at("/kind").asString());
                first = watching.nextNews();
            }
            assertThat(kinds).contains("JsonWebKey");
            People.user(core, "watched");
            core.admin().delete("/api/v1/users/watched/sessions");
            Sse event = watching.nextNews();
            assertThat(event.data().at("/kind").asString()).isEqualTo("Revocation");
            assertThat(event.data().at("/name").asString()).matches("(user|session)-[0-9a-f-]{36}");
        }
    }

    @Test
    void a_restarted_core_signs_nobody_out() {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        Browser browser;
        String refresh;
        String secret;
        try (TestCore before = TestIdentity.start(database, directory)) {
            People.user(before, "ada");
            secret = People.app(before, "shop", SHOP);
            Oauth client = new Oauth(before, "shop", secret);
            browser = new Browser(before);
            refresh = client.code(authorized(browser, client, "openid").parameter("code"))
                    .body()
                    .at("/refresh_token")
                    .asString();
        }
        try (TestCore after = TestIdentity.start(database, directory)) {
            Oauth client = new Oauth(after, "shop", secret);
            assertThat(browser.at(after).get(client.authorize("openid", "")).location())
                    .startsWith(Oauth.CALLBACK + "?code=");
            assertThat(client.refresh(refresh).status()).isEqualTo(200);
        }
    }
}
