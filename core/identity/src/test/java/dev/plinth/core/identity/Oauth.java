// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import dev.plinth.core.identity.token.OpaqueToken;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An OAuth client, as any library would be one. */
final class Oauth {
    static final String CALLBACK = "https://shop.example/callback";
    static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123";

    private final Caller http;
    private final String client;
    private final @Nullable String secret;

    /** @param secret null for a public client */
    Oauth(TestCore core, String client, @Nullable String secret) {
        this.http = core.anonymous();
        this.client = client;
        this.secret = secret;
    }

    /** The path of an authorization request with PKCE. */
    String authorize(String scopes, String more) {
        return "/oauth2/authorize?response_type=code&client_id=" + client + "&redirect_uri="
                + Browser.encoded(CALLBACK) + "&scope=" + Browser.encoded(scopes) + "&state=s1&nonce=n1&code_challenge="
                + challenge() + "&code_challenge_method=S256" + more;
    }

    static String challenge() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.hash(VERIFIER));
    }

    Answer code(String code) {
        return code(code, VERIFIER);
    }

    Answer code(String code, String verifier) {
        return token(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", verifier));
    }

    Answer refresh(String token) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    Answer token(Map<String, String> parameters) {
        return post("/oauth2/token", parameters);
    }

    Answer post(String path, Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        Map<String, String> headers = new TreeMap<>();
        if (secret == null) {
            all.put("client_id", client);
        } else {
            headers.put(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8)));
        }
        String form = all.entrySet().stream()
                .map(each -> each.getKey() + "=" + Browser.encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return http.send(
                "POST", path, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8), headers);
    }
}
