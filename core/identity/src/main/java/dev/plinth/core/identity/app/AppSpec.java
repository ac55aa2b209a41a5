// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/**
 * Something that may ask for tokens: an OAuth 2.1 client. Its name is the {@code client_id}; in role bindings it is {@code
 * app:<name>}.
 */
public record AppSpec(
        @JsonPropertyDescription("What it is, for people; shown when they sign in to it") @Nullable @Size(max = 200)
        String description,

        @JsonPropertyDescription(
                "Ways to get a token: authorization_code, refresh_token, client_credentials, device_code; client_credentials if absent")
        @Nullable
        List<GrantType> grantTypes,

        @JsonPropertyDescription("Where people are sent back to after signing in; compared as a whole")
        @Nullable
        @Size(max = 50)
        List<@RedirectUri String> redirectUris,

        @JsonPropertyDescription("Where people may be sent back to after signing out") @Nullable @Size(max = 50)
        List<@RedirectUri String> postLogoutRedirectUris,

        @JsonPropertyDescription(
                "What it may ask for; openid, profile and email if absent. With plinth its tokens work at Plinth's own API")
        @Nullable
        @Size(max = 50)
        List<@jakarta.validation.constraints.Pattern(regexp = "[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,64}") String> scopes,

        @JsonPropertyDescription(
                "Whether it cannot keep a secret, as an app in a browser or on a phone; false if absent")
        @Nullable
        Boolean publicClient,

        @JsonPropertyDescription("Whether people are asked before it gets what it asks for; false if absent") @Nullable
        Boolean requireConsent,

        @JsonPropertyDescription(
                "Whether authorization requests need PKCE (RFC 7636); true if absent, and always for public clients")
        @Nullable
        Boolean requirePkce) {
    private static final List<GrantType> DEFAULT_GRANTS = List.of(GrantType.CLIENT_CREDENTIALS);
    private static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");

    public List<GrantType> grantTypesOrDefault() {
        return grantTypes == null || grantTypes.isEmpty() ? DEFAULT_GRANTS : grantTypes;
    }

    public List<String> scopesOrDefault() {
        return scopes == null || scopes.isEmpty() ? DEFAULT_SCOPES : scopes;
    }

    public boolean isPublic() {
        return Boolean.TRUE.equals(publicClient);
    }

    /** As {@code grant_types} of RFC 7591. */
    public enum GrantType {
        AUTHORIZATION_CODE(AuthorizationGrantType.AUTHORIZATION_CODE),
        REFRESH_TOKEN(AuthorizationGrantType.REFRESH_TOKEN),
        CLIENT_CREDENTIALS(AuthorizationGrantType.CLIENT_CREDENTIALS),
        DEVICE_CODE(AuthorizationGrantType.DEVICE_CODE);

        private final AuthorizationGrantType standard;

        GrantType(AuthorizationGrantType standard) {
            this.standard = standard;
        }

        AuthorizationGrantType standard() {
            return standard;
        }

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
