// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.ProcessTokens;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Compares a client's secret with those its app has. The "encoded password" is the app's name. The gateway's is the token of {@code
 * process:gateway}, which the supervisor wrote into a file; so has every app that the supervisor runs one in a file.
 */
@Component
public class ClientSecrets implements PasswordEncoder {
    private static final Principal GATEWAY = new Principal("process:gateway", Set.of());

    private final AppSecrets secrets;
    private final ProcessTokens processes;

    ClientSecrets(AppSecrets secrets, ProcessTokens processes) {
        this.secrets = secrets;
        this.processes = processes;
    }

    @Override
    public String encode(@Nullable CharSequence rawPassword) {
        throw new UnsupportedOperationException("Secrets of apps are made by AppSecrets");
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String app) {
        if (secret == null || app == null) {
            return false;
        }
        String shown = secret.toString();
        Principal process = processes.identify(shown);
        if (app.equals(RegisteredApps.GATEWAY)) {
            return GATEWAY.equals(process);
        }
        return (process != null && process.name().equals("app:" + app)) || secrets.matches(app, shown);
    }
}
