// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import dev.plinth.core.telemetry.metric.token.TokenException;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/** The secrets of one delivery: what they are, and that they do not come back in what is said of it. */
final class ChannelSecrets {
    /** Shorter ones are in too many words. */
    private static final int SHORTEST_HIDDEN = 4;

    private final TokenSource source;
    private final String env;
    private final Set<String> told = new HashSet<>();

    ChannelSecrets(TokenSource source, String env) {
        this.source = source;
        this.env = env;
    }

    /** The value, without space around it. */
    String of(String name) throws DeliveryException {
        try {
            String value =
                    source.of(new ResourceKey(SecretVault.KIND, env, name)).strip();
            told.add(value);
            told.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
            return value;
        } catch (TokenException e) {
            throw new DeliveryException(String.valueOf(e.getMessage()), false, null, e);
        }
    }

    /** Another form of a secret, as it goes over a wire. */
    void hide(String form) {
        told.add(form);
    }

    /** The text with all those values left out that were asked for here, the longest first. */
    String hidden(String text) {
        String clean = text;
        for (String each : told.stream()
                .filter(value -> value.length() >= SHORTEST_HIDDEN)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            clean = clean.replace(each, "***");
        }
        return clean;
    }
}
