// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import dev.plinth.core.kernel.live.LiveView;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The keys of gateways, which sign tokens for people whose sessions they keep. A gateway registers its public key as part of the live
 * item it is; only items of {@code process:gateway} are believed.
 */
@Component
public class GatewayKeys {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayKeys.class);
    private static final String KIND = "Gateway";
    private static final String OWNER = "process:gateway";

    private final LiveView live;

    GatewayKeys(LiveView live) {
        this.live = live;
    }

    public List<JWK> published() {
        return live.list(KIND).stream()
                .filter(item -> item.owner().equals(OWNER))
                .map(item -> parse(item.spec().path("jwk").asString("")))
                .<JWK>mapMulti((key, out) -> {
                    if (key != null) {
                        out.accept(key);
                    }
                })
                .toList();
    }

    /** The key of that id, or null. */
    @Nullable
    ECKey find(String id) {
        for (JWK key : published()) {
            if (id.equals(key.getKeyID())) {
                return (ECKey) key;
            }
        }
        return null;
    }

    private static @Nullable ECKey parse(String json) {
        try {
            return ECKey.parse(json).toPublicJWK();
        } catch (ParseException e) {
            LOG.warn("A gateway's key cannot be read: {}", e.getMessage());
            return null;
        }
    }
}
