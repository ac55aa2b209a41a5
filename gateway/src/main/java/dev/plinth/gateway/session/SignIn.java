// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenID Connect client that the gateway is for the services behind it: authorization code with PKCE, state and nonce. What it has
 * to remember meanwhile is in a sealed cookie, so whichever gateway the browser comes back to can finish.
 */
public final class SignIn {
    /** Where identity sends people back to, below the public URL. */
    public static final String CALLBACK = "/.plinth/callback";

    private static final String CLIENT = "plinth-gateway";
    private static final String PURPOSE = "flow";
    private static final String FLOW_COOKIE = "plinth-flow-";
    private static final int FLOW_SECONDS = 600;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI core;
    private final String publicUrl;
    private final Supplier<String> credential;
    private final Sealed sealed;
    private final Sessions sessions;
    private final TokenVerifier verifier;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    public SignIn(
            URI core,
            String publicUrl,
            Supplier<String> credential,
            Sealed sealed,
            Sessions sessions,
            TokenVerifier verifier,
            Clock clock) {
        this.core = core;
        this.publicUrl = publicUrl;
        this.credential = credential;
        this.sealed = sealed;
        this.sessions = sessions;
        this.verifier = verifier;
        this.clock = clock;
    }

    /** What the browser is told: where to go, and cookies to keep or forget. */
    public record Redirect(String location, List<String> cookies) {}

    /** What came of a callback. */
    public sealed interface Outcome {
        record Done(Redirect redirect) implements Outcome {}

        /** @param retry where to try again */
        record Failed(int status, String detail, String retry) implements Outcome {}
    }

    private record Flow(String nonce, String verifier, String target, long until) {}

    /** The name of the cookie that sessions are kept in. */
    public String cookieName() {
        return secure() ? "__Host-plinth-session" : "plinth-session";
    }

    private boolean secure() {
        return publicUrl.startsWith("https:");
    }

    /** Sends a browser to sign in and back to where it wanted to go. */
    public Redirect begin(String target) {
        String state = random();
        Flow flow = new Flow(random(), random(), target, clock.instant().getEpochSecond() + FLOW_SECONDS);
        String cookie = cookie(
                FLOW_COOKIE + state,
                sealed.seal(JSON.writeValueAsBytes(flow), PURPOSE + state),
                CALLBACK,
                FLOW_SECONDS);
        String location = publicUrl + "/oauth2/authorize?response_type=code&client_id=" + CLIENT
                + "&scope=openid+profile+email+plinth&redirect_uri=" + encoded(publicUrl + CALLBACK) + "&state=" + state
                + "&nonce=" + flow.nonce() + "&code_challenge=" + challenge(flow.verifier())
                + "&code_challenge_method=S256";
        return new Redirect(location, List.of(cookie));
    }

    private String random() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Finishes: exchanges the code for an ID token, and that for a session. */
    public CompletableFuture<Outcome> finish(Map<String, String> query, Function<String, @Nullable String> cookies) {
        String state = query.getOrDefault("state", "");
        String kept = state.matches("[A-Za-z0-9_-]{43}") ? cookies.apply(FLOW_COOKIE + state) : null;
        byte[] clear = kept == null ? null : sealed.open(kept, PURPOSE + state);
        Flow flow = clear == null ? null : JSON.readValue(clear, Flow.class);
        if (flow == null || flow.until() < clock.instant().getEpochSecond()) {
            return failed(400, "This sign-in was begun in another browser, or too long ago.", "/");
        }
        if (query.containsKey("error")) {
            return failed(403, "Signing in was refused: " + query.get("error") + ".", flow.target());
        }
        String form = "grant_type=authorization_code&code=" + encoded(query.getOrDefault("code", "")) + "&redirect_uri="
                + encoded(publicUrl + CALLBACK) + "&code_verifier=" + flow.verifier();
        String basic =
                Base64.getEncoder().encodeToString((CLIENT + ":" + credential.get()).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(core.resolve("/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> outcome(response, flow, state))
                .exceptionally(
                        failure -> new Outcome.Failed(503, "Identity does not answer at this moment.", flow.target()));
    }

    private static CompletableFuture<Outcome> failed(int status, String detail, String retry) {
        return CompletableFuture.completedFuture(new Outcome.Failed(status, detail, retry));
    }

    private Outcome outcome(HttpResponse<String> response, Flow flow, String state) {
        if (response.statusCode() != 200) {
            return new Outcome.Failed(
                    response.statusCode() >= 500 ? 503 : 403,
                    "Identity has refused the code with status " + response.statusCode() + ".",
                    flow.target());
        }
        String idToken = JSON.readTree(response.body()).path("id_token").asString("");
        Identity identity = verifier.verify(idToken, CLIENT);
        if (identity == null || !flow.nonce().equals(nonce(idToken))) {
            return new Outcome.Failed(403, "Identity's answer is not the one to this sign-in.", flow.target());
        }
        return new Outcome.Done(new Redirect(
                flow.target(),
                List.of(
                        cookie(cookieName(), sessions.open(identity), "/", (int) Sessions.LIFETIME.toSeconds()),
                        cookie(FLOW_COOKIE + state, "", CALLBACK, 0))));
    }

    private static String nonce(String idToken) {
        try {
            return String.valueOf(SignedJWT.parse(idToken).getJWTClaimsSet().getStringClaim("nonce"));
        } catch (ParseException e) {
            return "";
        }
    }

    private String cookie(String name, String value, String path, int maxAgeSeconds) {
        return name + "=" + value + "; Path=" + path + "; Max-Age=" + maxAgeSeconds + "; HttpOnly; SameSite=Lax"
                + (secure() ? "; Secure" : "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
