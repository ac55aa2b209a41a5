// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import com.nimbusds.jwt.SignedJWT;
import dev.plinth.core.identity.app.RegisteredApps;
import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.identity.revocation.Revocations;
import dev.plinth.core.identity.session.SessionAuthentication;
import dev.plinth.core.identity.session.SignedIn;
import dev.plinth.core.identity.token.OpaqueToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was granted to whom, in tables of our own. Of tokens only hashes are kept, so an authorization that was read knows the value
 * of the one token by which it was found; the others carry their hash in its place.
 *
 * <p>Two requests with the same code or refresh token cannot both succeed: a save of what somebody else has saved since is refused. A
 * refresh token that was exchanged already and comes again was stolen, from the one or the other: the grant ends with all its tokens
 * (RFC 9700, section 4.14.2).
 */
@Component
class GrantStore implements OAuth2AuthorizationService {
    private static final Logger LOG = LoggerFactory.getLogger(GrantStore.class);
    private static final String VERSION = "plinth.version";
    private static final String HASHED = "sha256:";
    private static final String STATE = "state";
    private static final String OFFLINE = "offline_access";
    private static final Duration STATE_LIFETIME = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final RegisteredApps apps;
    private final Revocations revocations;
    private final IdentityEvents events;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;

    GrantStore(
            JdbcClient jdbc,
            RegisteredApps apps,
            Revocations revocations,
            IdentityEvents events,
            TransactionTemplate transaction,
            JsonMapper json,
            Clock clock) {
        this.jdbc = jdbc;
        this.apps = apps;
        this.revocations = revocations;
        this.events = events;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    /** The sorts of tokens, as the table names them. */
    private enum Sort {
        CODE("code", OAuth2AuthorizationCode.class),
        ACCESS("access_token", OAuth2AccessToken.class),
        REFRESH("refresh_token", OAuth2RefreshToken.class),
        ID("id_token", OidcIdToken.class),
        DEVICE_CODE("device_code", OAuth2DeviceCode.class),
        USER_CODE("user_code", OAuth2UserCode.class);

        private final String id;
        private final Class<? extends OAuth2Token> type;

        Sort(String id, Class<? extends OAuth2Token> type) {
            this.id = id;
            this.type = type;
        }

        static @Nullable Sort ofId(String id) {
            return Arrays.stream(values())
                    .filter(sort -> sort.id.equals(id))
                    .findFirst()
                    .orElse(null);
        }
    }

    private record GrantRow(
            String id,
            int version,
            String app,
            String grantType,
            String subject,
            @Nullable UUID user,
            @Nullable String session,
            @Nullable Instant authTime,
            List<String> scopes,
            String attributes) {}

    private record TokenRow(
            String grant,
            byte[] hash,
            String type,
            @Nullable Instant issuedAt,
            @Nullable Instant expiresAt,
            boolean invalidated,
            boolean superseded,
            List<String> scopes) {}

    @Override
    public void save(OAuth2Authorization authorization) {
        transaction.executeWithoutResult(status -> {
            saveGrant(authorization);
            boolean revoked = false;
            for (Sort sort : Sort.values()) {
                OAuth2Authorization.Token<? extends OAuth2Token> token = authorization.getToken(sort.type);
                if (token != null) {
                    boolean invalidated = saveToken(authorization, sort, token);
                    revoked |= invalidated && (sort == Sort.ACCESS || sort == Sort.REFRESH);
                }
            }
            String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
            if (state != null) {
                Instant now = clock.instant();
                insertToken(
                        authorization.getId(),
                        OpaqueToken.hash(state),
                        STATE,
                        now,
                        now.plus(STATE_LIFETIME),
                        false,
                        List.of());
            }
            if (revoked) {
                revocations.revoke(Revocations.Target.GRANT, authorization.getId());
            }
        });
    }

    private void saveGrant(OAuth2Authorization authorization) {
        Integer version = authorization.getAttribute(VERSION);
        Authentication principal = authorization.getAttribute(java.security.Principal.class.getName());
        SignedIn person = principal instanceof SessionAuthentication session ? session.signedIn() : null;
        boolean outlivesSession = authorization.getAuthorizationGrantType().equals(AuthorizationGrantType.DEVICE_CODE)
                || authorization.getAuthorizedScopes().contains(OFFLINE);
        Map<String, Object> values = new HashMap<>();
        values.put("id", authorization.getId());
        values.put("app", authorization.getRegisteredClientId());
        values.put("grantType", authorization.getAuthorizationGrantType().getValue());
        values.put("subject", authorization.getPrincipalName());
        values.put("user", person == null ? null : person.userId());
        values.put("session", person == null || outlivesSession ? null : person.sessionId());
        values.put("authTime", person == null ? null : person.authTime().atOffset(ZoneOffset.UTC));
        values.put("scopes", authorization.getAuthorizedScopes().toArray(String[]::new));
        values.put("attributes", json.writeValueAsString(GrantAttributes.of(authorization)));
        values.put("now", clock.instant().atOffset(ZoneOffset.UTC));
        values.put("version", version == null ? 1 : version);
        int saved = version == null
                ? jdbc.sql("""
                                insert into identity.authorization_grant (id, version, app, grant_type, subject, user_id,
                                    session_id, auth_time, scopes, attributes, created_at)
                                values (:id, :version, :app, :grantType, :subject, :user::uuid, :session::text,
                                    :authTime::timestamptz, :scopes, :attributes::json, :now)
                                on conflict (id) do nothing
                                """).params(values).update()
                : jdbc.sql("""
                                update identity.authorization_grant set version = version + 1, grant_type = :grantType,
                                    subject = :subject, user_id = :user::uuid, session_id = :session::text,
                                    auth_time = :authTime::timestamptz, scopes = :scopes, attributes = :attributes::json
                                where id = :id and version = :version
                                """).params(values).update();
        if (saved != 1) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuth2ErrorCodes.INVALID_GRANT, "It was used by another request at the same time.", null));
        }
    }

    /** Whether this save is the one that made it invalid. */
    private boolean saveToken(
            OAuth2Authorization authorization, Sort sort, OAuth2Authorization.Token<? extends OAuth2Token> token) {
        byte[] hash = hashOf(token.getToken().getTokenValue());
        if (token.isInvalidated()) {
            int changed = jdbc.sql(
                            "update identity.grant_token set invalidated = true where hash = ? and not invalidated")
                    .params(hash)
                    .update();
            return changed == 1;
        }
        List<String> scopes =
                token.getToken() instanceof OAuth2AccessToken access ? List.copyOf(access.getScopes()) : List.of();
        int inserted = insertToken(
                authorization.getId(),
                hash,
                sort.id,
                token.getToken().getIssuedAt(),
                token.getToken().getExpiresAt(),
                false,
                scopes);
        if (inserted == 1 && sort == Sort.REFRESH) {
            jdbc.sql("""
                            update identity.grant_token set superseded = true
                            where grant_id = ? and type = 'refresh_token' and hash <> ?
                            """).params(authorization.getId(), hash).update();
        }
        return false;
    }

    private int insertToken(
            String grant,
            byte[] hash,
            String type,
            @Nullable Instant issuedAt,
            @Nullable Instant expiresAt,
            boolean invalidated,
            List<String> scopes) {
        return jdbc.sql("""
                        insert into identity.grant_token (hash, grant_id, type, issued_at, expires_at, invalidated, scopes)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict (hash) do nothing
                        """)
                .param(hash)
                .param(grant)
                .param(type)
                .param(issuedAt == null ? null : issuedAt.atOffset(ZoneOffset.UTC))
                .param(expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .param(invalidated)
                .param(scopes.toArray(String[]::new))
                .update();
    }

    private static byte[] hashOf(String value) {
        return value.startsWith(HASHED)
                ? HexFormat.of().parseHex(value, HASHED.length(), value.length())
                : OpaqueToken.hash(value);
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        jdbc.sql("delete from identity.authorization_grant where id = ?")
                .params(authorization.getId())
                .update();
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        GrantRow grant = grant(id);
        return grant == null ? null : restore(grant, null);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String value, @Nullable OAuth2TokenType type) {
        byte[] hash = OpaqueToken.hash(value);
        TokenRow found = jdbc.sql("select " + TOKEN + " from identity.grant_token where hash = ?")
                .params(hash)
                .query((row, i) -> token(row))
                .optional()
                .orElse(null);
        if (found == null || (type != null && !type.getValue().equals(found.type()))) {
            return null;
        }
        GrantRow grant = grant(found.grant());
        if (grant == null) {
            return null;
        }
        if (found.superseded()) {
            endStolen(grant);
            return null;
        }
        boolean shortLived = STATE.equals(found.type()) || Sort.CODE.id.equals(found.type());
        if (shortLived && found.expiresAt() != null && found.expiresAt().isBefore(clock.instant())) {
            return null;
        }
        return restore(grant, value);
    }

    private void endStolen(GrantRow grant) {
        LOG.warn(
                "A refresh token of {} for {} came a second time; the grant {} ends",
                grant.app(),
                grant.subject(),
                grant.id());
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from identity.authorization_grant where id = ?")
                    .params(grant.id())
                    .update();
            revocations.revoke(Revocations.Target.GRANT, grant.id());
            events.record(
                    IdentityEvent.Type.REFRESH_TOKEN_REUSED,
                    "app:" + grant.app(),
                    "app:" + grant.app(),
                    null,
                    "the grant " + grant.id() + " for " + grant.subject() + " ended");
        });
    }

    private @Nullable GrantRow grant(String id) {
        return jdbc.sql("""
                        select id, version, app, grant_type, subject, user_id, session_id, auth_time, scopes, attributes
                        from identity.authorization_grant where id = ?
                        """)
                .params(id)
                .query((row, i) -> new GrantRow(
                        row.getString("id"),
                        row.getInt("version"),
                        row.getString("app"),
                        row.getString("grant_type"),
                        row.getString("subject"),
                        row.getObject("user_id", UUID.class),
                        row.getString("session_id"),
                        instant(row, "auth_time"),
                        strings(row, "scopes"),
                        row.getString("attributes")))
                .optional()
                .orElse(null);
    }

    private static final String TOKEN = "grant_id, hash, type, issued_at, expires_at, invalidated, superseded, scopes";

    private List<TokenRow> tokens(String grant) {
        // the newest of each sort last, so that it is the one that counts
        return jdbc.sql(
                        "select " + TOKEN
                                + " from identity.grant_token where grant_id = ? and not superseded order by issued_at nulls first")
                .params(grant)
                .query((row, i) -> token(row))
                .list();
    }

    private static TokenRow token(ResultSet row) throws SQLException {
        return new TokenRow(
                row.getString("grant_id"),
                row.getBytes("hash"),
                row.getString("type"),
                instant(row, "issued_at"),
                instant(row, "expires_at"),
                row.getBoolean("invalidated"),
                row.getBoolean("superseded"),
                strings(row, "scopes"));
    }

    private @Nullable OAuth2Authorization restore(GrantRow grant, @Nullable String value) {
        RegisteredClient client = apps.findById(grant.app());
        if (client == null) {
            return null;
        }
        OAuth2Authorization.Builder authorization = OAuth2Authorization.withRegisteredClient(client)
                .id(grant.id())
                .principalName(grant.subject())
                .authorizationGrantType(new AuthorizationGrantType(grant.grantType()))
                .authorizedScopes(new LinkedHashSet<>(grant.scopes()))
                .attribute(VERSION, grant.version());
        json.readValue(grant.attributes(), GrantAttributes.class).restore(authorization);
        SignedIn person = grant.user() == null
                ? null
                : new SignedIn(
                        grant.user(),
                        Objects.requireNonNullElse(grant.session(), ""),
                        Objects.requireNonNullElse(grant.authTime(), Instant.EPOCH));
        if (person != null) {
            authorization.attribute(java.security.Principal.class.getName(), new SessionAuthentication(person));
        }
        byte[] known = value == null ? new byte[0] : OpaqueToken.hash(value);
        for (TokenRow row : tokens(grant.id())) {
            String tokenValue = value != null && Arrays.equals(known, row.hash())
                    ? value
                    : HASHED + HexFormat.of().formatHex(row.hash());
            restore(authorization, grant, person, row, tokenValue);
        }
        return authorization.build();
    }

    private static void restore(
            OAuth2Authorization.Builder authorization,
            GrantRow grant,
            @Nullable SignedIn person,
            TokenRow row,
            String value) {
        Sort sort = Sort.ofId(row.type());
        if (sort == null) {
            return;
        }
        Instant issuedAt = Objects.requireNonNullElse(row.issuedAt(), Instant.EPOCH);
        OAuth2Token token = switch (sort) {
            case CODE -> new OAuth2AuthorizationCode(value, issuedAt, Objects.requireNonNull(row.expiresAt()));
            case ACCESS ->
                new OAuth2AccessToken(
                        OAuth2AccessToken.TokenType.BEARER,
                        value,
                        issuedAt,
                        row.expiresAt(),
                        new LinkedHashSet<>(row.scopes()));
            case REFRESH -> new OAuth2RefreshToken(value, issuedAt, row.expiresAt());
            case ID -> new OidcIdToken(value, issuedAt, row.expiresAt(), idClaims(grant, person, value));
            case DEVICE_CODE -> new OAuth2DeviceCode(value, issuedAt, Objects.requireNonNull(row.expiresAt()));
            case USER_CODE -> new OAuth2UserCode(value, issuedAt, Objects.requireNonNull(row.expiresAt()));
        };
        authorization.token(token, metadata -> {
            metadata.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, row.invalidated());
            if (token instanceof OidcIdToken id) {
                metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, id.getClaims());
            } else if (token instanceof OAuth2AccessToken && !value.startsWith(HASHED)) {
                metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claimsOf(value));
            }
        });
    }

    /** Of an ID token whose value is not known, what the next one says again. */
    private static Map<String, Object> idClaims(GrantRow grant, @Nullable SignedIn person, String value) {
        if (!value.startsWith(HASHED)) {
            return claimsOf(value);
        }
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", grant.subject());
        claims.put("aud", List.of(grant.app()));
        if (person != null) {
            claims.put("auth_time", Date.from(person.authTime()));
        }
        return claims;
    }

    /** Not verified: the hash of the whole token was found here. */
    private static Map<String, Object> claimsOf(String jwt) {
        try {
            Map<String, Object> claims =
                    new HashMap<>(SignedJWT.parse(jwt).getJWTClaimsSet().getClaims());
            claims.replaceAll((name, claim) -> claim instanceof Date date ? date.toInstant() : claim);
            return claims;
        } catch (ParseException e) {
            throw new IllegalStateException("A token that was issued here cannot be read", e);
        }
    }

    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
    void sweep() {
        OffsetDateTime past = clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
        jdbc.sql("delete from identity.grant_token where expires_at < ?")
                .params(past)
                .update();
        jdbc.sql("""
                        delete from identity.authorization_grant g where created_at < ?
                          and not exists (select from identity.grant_token t where t.grant_id = g.id)
                        """).params(past).update();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
