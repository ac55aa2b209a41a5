// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;

/**
 * What the authorization server remembers of a request between its steps, as JSON of our own instead of serialized classes.
 *
 * @param request of the code flow; null in others
 * @param state that the consent page sends back
 * @param requestedScopes of the device flow, until somebody has agreed
 */
record GrantAttributes(
        @Nullable Request request,
        @Nullable String state,
        @Nullable List<String> requestedScopes) {
    /** An authorization request (RFC 6749, section 4.1.1). */
    record Request(
            String authorizationUri,
            String clientId,
            @Nullable String redirectUri,
            List<String> scopes,
            @Nullable String state,
            Map<String, Object> parameters) {}

    static GrantAttributes of(OAuth2Authorization authorization) {
        OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        Set<String> requested = authorization.getAttribute(OAuth2ParameterNames.SCOPE);
        return new GrantAttributes(
                request == null
                        ? null
                        : new Request(
                                request.getAuthorizationUri(),
                                request.getClientId(),
                                request.getRedirectUri(),
                                List.copyOf(request.getScopes()),
                                request.getState(),
                                request.getAdditionalParameters()),
                authorization.getAttribute(OAuth2ParameterNames.STATE),
                requested == null ? null : List.copyOf(requested));
    }

    void restore(OAuth2Authorization.Builder authorization) {
        if (request != null) {
            authorization.attribute(
                    OAuth2AuthorizationRequest.class.getName(),
                    OAuth2AuthorizationRequest.authorizationCode()
                            .authorizationUri(request.authorizationUri())
                            .clientId(request.clientId())
                            .redirectUri(request.redirectUri())
                            .scopes(new LinkedHashSet<>(request.scopes()))
                            .state(request.state())
                            .additionalParameters(request.parameters())
                            .build());
        }
        if (state != null) {
            authorization.attribute(OAuth2ParameterNames.STATE, state);
        }
        if (requestedScopes != null) {
            authorization.attribute(OAuth2ParameterNames.SCOPE, new LinkedHashSet<>(requestedScopes));
        }
    }
}
