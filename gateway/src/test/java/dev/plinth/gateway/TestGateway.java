// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.plinth.engines.Ports;
import dev.plinth.gateway.proxy.ProxyContext;
import dev.plinth.gateway.session.Identity;
import dev.plinth.gateway.session.Sealed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway in this process that serves from a snapshot, while its core is away: what is in the snapshot is all it knows. It signs
 * tokens as identity would.
 */
final class TestGateway implements AutoCloseable {
    static final String PUBLIC_URL = "http://plinth.test";

    /** Where no other test of this project has any. */
    private static final AtomicInteger PORTS =
            new AtomicInteger(9_300 + ThreadLocalRandom.current().nextInt(500));

    private final Gateway gateway;
    private final int port;
    private final int management;
    private final Path directory;
    private final RSAKey key;

    private TestGateway(Gateway gateway, int port, int management, Path directory, RSAKey key) {
        this.gateway = gateway;
        this.port = port;
        this.management = management;
        this.directory = directory;
        this.key = key;
    }

    private static int freePort() {
        int port = PORTS.getAndIncrement();
        while (!Ports.isFree(port)) {
            port = PORTS.getAndIncrement();
        }
        return port;
    }

    /** What it is to know, as a watch would tell it. */
    static final class Knowledge {
        private final ArrayNode items = JsonMapper.shared().createArrayNode();
        private @Nullable Path certificate;
        private @Nullable Path privateKey;

        Knowledge route(String name, String spec) {
            return item("Route", name, spec, false);
        }

        Knowledge instance(String service, int port) {
            return instance(service, port, false);
        }

        Knowledge instance(String service, int port, boolean draining) {
            return item(
                    "Instance",
                    service + "-" + port,
                    "{\"service\": \"%s\", \"host\": \"127.0.0.1\", \"port\": %d}".formatted(service, port),
                    draining);
        }

        Knowledge revocation(String name, long issuedBefore) {
            return item("Revocation", name, "{\"issuedBefore\": %d}".formatted(issuedBefore), false);
        }

        Knowledge tls(Path pemCertificate, Path pemKey) {
            certificate = pemCertificate;
            privateKey = pemKey;
            return this;
        }

        private Knowledge item(String kind, String name, String spec, boolean draining) {
            ObjectNode item =
                    items.addObject().put("kind", kind).put("name", name).put("revision", items.size());
            item.set("spec", JsonMapper.shared().readTree(spec));
            if (draining) {
                item.put("state", "draining");
            }
            return this;
        }

        TestGateway start() throws Exception {
            Path directory = Files.createTempDirectory("plinth-gateway-");
            RSAKey key = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
            item(
                    "JsonWebKey",
                    "identity",
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("jwk", key.toPublicJWK().toJSONString())
                            .toString(),
                    false);
            ObjectNode snapshot = JsonMapper.shared().createObjectNode();
            snapshot.set("items", items);
            Files.writeString(directory.resolve("snapshot.json"), snapshot.toString());
            Files.writeString(directory.resolve("gateway.token"), "a-credential-of-this-test");
            int port = freePort();
            int management = freePort();
            Gateway gateway = Gateway.start(
                    new GatewaySettings(
                            "dev",
                            PUBLIC_URL,
                            List.of("127.0.0.1"),
                            port,
                            management,
                            URI.create("http://127.0.0.1:1"),
                            directory.resolve("gateway.token"),
                            directory,
                            certificate,
                            privateKey,
                            Map.of(),
                            2),
                    new ProxyContext.Limits(4 << 10, 8 << 10, 1_000, 3_000));
            return new TestGateway(gateway, port, management, directory, key);
        }
    }

    static Knowledge knowing() {
        return new Knowledge();
    }

    int port() {
        return port;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    String managementUrl(String path) {
        return "http://127.0.0.1:" + management + path;
    }

    Path directory() {
        return directory;
    }

    /** As identity would sign it. */
    String token(Consumer<JWTClaimsSet.Builder> claims) throws Exception {
        return token(key, claims);
    }

    static String token(RSAKey key, Consumer<JWTClaimsSet.Builder> claims) throws Exception {
        long now = System.currentTimeMillis() / 1000;
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder()
                .issuer(PUBLIC_URL)
                .subject("u1")
                .audience("echo")
                .issueTime(Date.from(Instant.ofEpochSecond(now)))
                .expirationTime(Date.from(Instant.ofEpochSecond(now + 300)))
                .claim("principal", "user:ada")
                .claim("sid", "s1")
                .claim("gid", "g1");
        claims.accept(builder);
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), builder.build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    /** The cookie of somebody who signed in then. */
    static String session(String id, long issuedAt) {
        Identity ada = new Identity(
                "u1", "user:ada", "ada", "Ada L.", List.of("editors"), id, null, List.of(), issuedAt, issuedAt + 3600);
        return "plinth-session="
                + new Sealed("a-credential-of-this-test")
                        .seal(JsonMapper.shared().writeValueAsBytes(ada), "session");
    }

    RSAKey key() {
        return key;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
