// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.identity.IdentityProperties;
import dev.plinth.core.identity.key.Claims;
import dev.plinth.core.kernel.access.ProcessTokens;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The apps as the authorization server wants to see them: resources of the kind {@code App}, those that the supervisor runs, and two that
 * are part of Plinth, its gateway and its command line.
 */
@Component
public class RegisteredApps implements RegisteredClientRepository {
    /** The gateway, which signs people in for the services behind it. */
    public static final String GATEWAY = "plinth-gateway";

    /** The command line on somebody's own machine. */
    public static final String COMMAND_LINE = "plinth-cli";

    /** Where the gateway takes people back, below the public URL. */
    public static final String GATEWAY_CALLBACK = "/.plinth/callback";

    private static final JsonMapper LENIENT = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Duration ACCESS_TOKEN = Duration.ofMinutes(5);
    private static final Duration REFRESH_TOKEN = Duration.ofDays(30);
    private static final Duration CODE = Duration.ofMinutes(1);
    private static final Duration DEVICE_CODE = Duration.ofMinutes(10);

    private static final AppSpec SUPERVISED =
            new AppSpec("A process of this installation", null, null, null, null, null, null, null);

    private final ResourceView resources;
    private final ProcessTokens processes;
    private final Map<String, RegisteredClient> own;

    RegisteredApps(ResourceView resources, ProcessTokens processes, IdentityProperties properties) {
        this.resources = resources;
        this.processes = processes;
        AppSpec gateway = new AppSpec(
                "Plinth",
                List.of(AppSpec.GrantType.AUTHORIZATION_CODE),
                List.of(properties.publicUrl() + GATEWAY_CALLBACK),
                List.of(properties.publicUrl() + "/"),
                List.of("openid", "profile", "email", Claims.PLINTH),
                false,
                false,
                true);
        AppSpec commandLine = new AppSpec(
                "The plinth command line",
                List.of(AppSpec.GrantType.DEVICE_CODE, AppSpec.GrantType.REFRESH_TOKEN),
                List.of(),
                List.of(),
                List.of("profile", Claims.PLINTH),
                true,
                true,
                true);
        this.own = Map.of(GATEWAY, client(GATEWAY, gateway), COMMAND_LINE, client(COMMAND_LINE, commandLine));
    }

    static @Nullable AppSpec spec(ResourceView resources, String app) {
        Resource resource = resources.find(ResourceKey.global(AppConfiguration.APP, app));
        return resource == null ? null : LENIENT.treeToValue(resource.spec(), AppSpec.class);
    }

    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("Apps are resources");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String name) {
        RegisteredClient client = own.get(name);
        if (client != null) {
            return client;
        }
        AppSpec spec = spec(resources, name);
        if (spec == null && processes.supplies("app:" + name)) {
            return client(name, SUPERVISED);
        }
        return spec == null ? null : client(name, spec);
    }

    private static RegisteredClient client(String name, AppSpec spec) {
        RegisteredClient.Builder client = RegisteredClient.withId(name)
                .clientId(name)
                .clientName(spec.description() == null || spec.description().isBlank() ? name : spec.description())
                .scopes(scopes -> scopes.addAll(spec.scopesOrDefault()))
                .redirectUris(uris -> uris.addAll(Objects.requireNonNullElse(spec.redirectUris(), List.of())))
                .postLogoutRedirectUris(
                        uris -> uris.addAll(Objects.requireNonNullElse(spec.postLogoutRedirectUris(), List.of())))
                .authorizationGrantTypes(
                        types -> spec.grantTypesOrDefault().forEach(type -> types.add(type.standard())))
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(spec.isPublic() || !Boolean.FALSE.equals(spec.requirePkce()))
                        .requireAuthorizationConsent(Boolean.TRUE.equals(spec.requireConsent()))
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(ACCESS_TOKEN)
                        .refreshTokenTimeToLive(REFRESH_TOKEN)
                        .authorizationCodeTimeToLive(CODE)
                        .deviceCodeTimeToLive(DEVICE_CODE)
                        .reuseRefreshTokens(false)
                        .build());
        if (spec.isPublic()) {
            client.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        } else {
            // what is compared is not the value but the app's name, see ClientSecrets
            client.clientSecret(name)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                    .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        }
        return client.build();
    }
}
