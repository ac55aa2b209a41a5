// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.http.protocol.HTTP;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is let through, decided without asking anybody. */
// lines end with CR and LF here, which text blocks do not show
@SuppressWarnings("StringConcatToTextBlock")
class TokenIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final long NOW = System.currentTimeMillis() / 1000;

    private static TestingUpstream echo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        echo = TestingUpstream.echo();
        gateway = TestGateway.knowing()
                .route("token", "{\"paths\": [\"/token\"], \"service\": \"echo\"}")
                .route("session", "{\"paths\": [\"/session\"], \"service\": \"echo\", \"access\": \"session\"}")
                .instance("echo", echo.port())
                .revocation("session-gone", NOW + 900)
                .revocation("grant-gone", NOW + 900)
                .revocation("user-gone", NOW + 900)
                .revocation("user-u1", NOW - 100)
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        echo.close();
    }

    private static int status(String path, String token) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(gateway.url(path)))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void a_good_token_passes_and_is_passed_on() throws Exception {
        String token = gateway.token(claims -> {});
        assertThat(status("/token", token)).isEqualTo(200);
        assertThat(echo.requests().getLast().headers()).containsEntry("authorization", "Bearer " + token);
        assertThat(status("/token", token)).as("remembered").isEqualTo(200);
    }

    @Test
    void any_other_token_does_not() throws Exception {
        RSAKey stranger =
                new RSAKeyGenerator(2048).keyID(gateway.key().getKeyID()).generate();
        String good = gateway.token(claims -> {});
        List<String> bad = List.of(
                gateway.token(claims -> claims.expirationTime(Date.from(Instant.ofEpochSecond(NOW - 60)))),
                gateway.token(claims -> claims.audience("other")),
                gateway.token(claims -> claims.issuer("https://evil.example")),
                gateway.token(claims -> claims.issueTime(Date.from(Instant.ofEpochSecond(NOW + 600)))),
                gateway.token(claims -> claims.claim("sid", "gone")),
                gateway.token(claims -> claims.claim("gid", "gone")),
                gateway.token(claims -> claims.subject("gone")),
                gateway.token(claims -> claims.issueTime(Date.from(Instant.ofEpochSecond(NOW - 200)))),
                TestGateway.token(stranger, claims -> {}),
                good.substring(0, good.length() - 4) + "AAAA",
                "eyJhbGciOiJub25lIn0." + good.split("\\.")[1] + ".",
                "x",
                "");
        int before = echo.requests().size();
        for (int i = 0; i < bad.size(); i++) {
            assertThat(status("/token", bad.get(i))).as("token " + i).isEqualTo(401);
        }
        assertThat(HTTP.send(
                                HttpRequest.newBuilder(URI.create(gateway.url("/token")))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(echo.requests()).as("none of them arrived").hasSize(before);
    }

    @Test
    void without_a_session_browsers_are_sent_to_sign_in_and_programs_are_told() throws Exception {
        HttpResponse<String> page = HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.url("/session/films?x=1")))
                        .header("Accept", "text/html,*/*")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location").orElse(""))
                .startsWith(TestGateway.PUBLIC_URL + "/oauth2/authorize?")
                .contains("code_challenge_method=S256");
        assertThat(page.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("plinth-flow-")
                .contains("HttpOnly")
                .contains("Path=/.plinth/callback");
        HttpResponse<String> program = HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.url("/session")))
                        .header("Cookie", "plinth-session=forged")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(program.statusCode()).isEqualTo(401);
        assertThat(program.body()).contains("gateway.unauthenticated");
    }

    private static Map<String, String> ask(String method, String cookie, String more) throws Exception {
        try (Raw raw = new Raw(gateway.port())) {
            raw.send(method + " /session HTTP/1.1\r\nHost: plinth.test\r\nCookie: " + cookie + "\r\n" + more + "\r\n");
            return raw.head();
        }
    }

    @Test
    void a_session_becomes_a_token_that_this_gateway_has_signed() throws Exception {
        assertThat(ask("GET", TestGateway.session("s1", NOW) + "; other=1", "")).containsEntry("", "200");
        Map<String, String> headers = echo.requests().getLast().headers();
        assertThat(headers).containsEntry("cookie", "other=1");
        SignedJWT jwt =
                SignedJWT.parse(headers.getOrDefault("authorization", "").replace("Bearer ", ""));
        ECKey key = ECKey.parse(Files.readString(gateway.directory().resolve("key.json")));
        assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly("echo");
        assertThat(jwt.getJWTClaimsSet().getStringClaim("principal")).isEqualTo("user:ada");
        assertThat(jwt.getJWTClaimsSet().getStringListClaim("groups")).containsExactly("editors");
    }

    @Test
    void a_session_that_ended_was_revoked_or_changed_is_none() throws Exception {
        String good = TestGateway.session("s1", NOW);
        for (String bad : List.of(
                TestGateway.session("gone", NOW),
                TestGateway.session("s1", NOW - 7200),
                TestGateway.session("s1", NOW - 200),
                good.substring(0, good.length() - 4) + "AAAA")) {
            assertThat(ask("GET", bad, "")).as(bad).containsEntry("", "401");
        }
    }

    @Test
    void another_site_does_nothing_in_the_name_of_a_session() throws Exception {
        String cookie = TestGateway.session("s1", NOW);
        String empty = "Content-Length: 0\r\n";
        assertThat(ask("POST", cookie, empty)).as("no browser").containsEntry("", "200");
        assertThat(ask("POST", cookie, empty + "Sec-Fetch-Site: same-origin\r\n"))
                .containsEntry("", "200");
        assertThat(ask("POST", cookie, empty + "Origin: http://plinth.test\r\n"))
                .containsEntry("", "200");
        assertThat(ask("POST", cookie, empty + "Sec-Fetch-Site: cross-site\r\n"))
                .containsEntry("", "403");
        assertThat(ask("POST", cookie, empty + "Sec-Fetch-Site: same-site\r\n")).containsEntry("", "403");
        assertThat(ask("POST", cookie, empty + "Origin: https://evil.example\r\n"))
                .containsEntry("", "403");
        assertThat(ask("GET", cookie, "Origin: https://evil.example\r\n")).containsEntry("", "200");
        assertThat(ask("GET", cookie, "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: https://evil.example\r\n"))
                .containsEntry("", "403");
    }

    @Test
    void a_sign_in_that_was_not_begun_here_does_not_end_here() throws Exception {
        HttpResponse<String> callback = HTTP.send(
                HttpRequest.newBuilder(URI.create(gateway.url("/.plinth/callback?code=x&state=" + "a".repeat(43))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(callback.statusCode()).isEqualTo(403);
        assertThat(callback.body()).contains("gateway.sign-in-failed");
    }
}
