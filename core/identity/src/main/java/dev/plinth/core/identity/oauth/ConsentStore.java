// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.stereotype.Component;

/** Which apps people have agreed to, for what. */
@Component
class ConsentStore implements OAuth2AuthorizationConsentService {
    private final JdbcClient jdbc;

    ConsentStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void save(OAuth2AuthorizationConsent consent) {
        jdbc.sql("""
                        insert into identity.consent (app, user_id, scopes) values (?, ?, ?)
                        on conflict (app, user_id) do update set scopes = excluded.scopes
                        """)
                .params(
                        consent.getRegisteredClientId(),
                        UUID.fromString(consent.getPrincipalName()),
                        consent.getScopes().toArray(String[]::new))
                .update();
    }

    @Override
    public void remove(OAuth2AuthorizationConsent consent) {
        jdbc.sql("delete from identity.consent where app = ? and user_id = ?")
                .params(consent.getRegisteredClientId(), UUID.fromString(consent.getPrincipalName()))
                .update();
    }

    @Override
    public @Nullable OAuth2AuthorizationConsent findById(String registeredClientId, String principalName) {
        return jdbc.sql("select scopes from identity.consent where app = ? and user_id = ?")
                .params(registeredClientId, UUID.fromString(principalName))
                .query((row, i) -> {
                    OAuth2AuthorizationConsent.Builder consent =
                            OAuth2AuthorizationConsent.withId(registeredClientId, principalName);
                    for (String scope : (String[]) row.getArray("scopes").getArray()) {
                        consent.scope(scope);
                    }
                    return consent.build();
                })
                .optional()
                .orElse(null);
    }
}
