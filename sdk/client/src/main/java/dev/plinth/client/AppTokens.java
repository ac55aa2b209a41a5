// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.lang.System.Logger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The access tokens of an app: for Plinth itself, and one for each service it calls. They are kept and renewed ahead of their end; for each,
 * one request is under way at a time. While Plinth is away, a token is used as long as it is good.
 */
public final class AppTokens implements Supplier<String> {
    /** Names the service a token is meant for, as a resource of RFC 8707. */
    public static final String RESOURCE_PREFIX = "urn:plinth:service:";

    private static final Logger LOG = System.getLogger(AppTokens.class.getName());
    private static final String PLINTH = "";
    private static final Duration SAFETY = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration FAILED = Duration.ofMillis(250);

    private final URI endpoint;
    private final String app;
    private final Supplier<String> secret;
    private final InstantSource clock;
    private final Http http = new Http();
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    private AppTokens(URI url, String app, Supplier<String> secret, InstantSource clock) {
        this.endpoint = url.resolve("/oauth2/token");
        this.app = app;
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * Tokens of an app.
     *
     * @param url the public URL of Plinth, as {@code http://localhost:8080}
     * @param secret asked at every request, so that a file may change
     */
    public static AppTokens of(URI url, String app, Supplier<String> secret) {
        return of(url, app, secret, InstantSource.system());
    }

    static AppTokens of(URI url, String app, Supplier<String> secret, InstantSource clock) {
        return new AppTokens(url, app, secret, clock);
    }

    /**
     * A token for Plinth's own API, good for a while yet.
     *
     * @throws PlinthException when there is none
     */
    @Override
    public String get() {
        return token(PLINTH);
    }

    /**
     * A token that only that service takes.
     *
     * @throws PlinthException when there is none
     */
    public String forService(String service) {
        return token(service);
    }

    /** Asks for new ones next time: somebody did not take what we have. */
    public void forget() {
        slots.clear();
    }

    private String token(String audience) {
        return slots.computeIfAbsent(audience, Slot::new).token();
    }

    private record Token(String value, Instant renewAt, Instant endsAt) {}

    /** The token for one audience. */
    private final class Slot {
        private final String audience;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Token token;
        private @Nullable PlinthException failure;
        private Instant failureEndsAt = Instant.MIN;

        Slot(String audience) {
            this.audience = audience;
        }

        String token() {
            Token known = token;
            Instant now = clock.instant();
            if (known != null && now.isBefore(known.renewAt())) {
                return known.value();
            }
            boolean good = known != null && now.isBefore(known.endsAt());
            if (known != null && good && !lock.tryLock()) {
                // somebody else renews it already
                return known.value();
            }
            if (!good) {
                lock.lock();
            }
            try {
                Token current = token;
                if (current != null && !current.equals(known) && clock.instant().isBefore(current.endsAt())) {
                    return current.value();
                }
                return renewed(current);
            } finally {
                lock.unlock();
            }
        }

        private String renewed(@Nullable Token current) {
            try {
                PlinthException recent = failure;
                if (recent != null && clock.instant().isBefore(failureEndsAt)) {
                    // who waited behind it need not find out each for himself
                    throw recent;
                }
                Token fresh = ask();
                failure = null;
                token = fresh;
                return fresh.value();
            } catch (PlinthException e) {
                Instant now = clock.instant();
                if (current == null || !now.isBefore(current.endsAt()) || e instanceof PlinthException.Refused) {
                    if (failure != e) {
                        failure = e;
                        failureEndsAt = now.plus(FAILED);
                    }
                    throw e;
                }
                LOG.log(Logger.Level.DEBUG, "The token is used on, it could not be renewed: {0}", e.getMessage());
                token = new Token(current.value(), now.plus(RETRY), current.endsAt());
                return current.value();
            }
        }

        private Token ask() {
            String form = "grant_type=client_credentials"
                    + (audience.isEmpty() ? "" : "&resource=" + Http.encoded(RESOURCE_PREFIX + audience));
            String basic = Http.encoded(app) + ":" + Http.encoded(secret.get());
            Instant asked = clock.instant();
            JsonNode answer = http.send(HttpRequest.newBuilder(endpoint)
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form)));
            Duration life = Duration.ofSeconds(answer.path("expires_in").asLong(60));
            return new Token(
                    answer.path("access_token").asString(),
                    asked.plus(life.multipliedBy(2).dividedBy(3)),
                    asked.plus(life).minus(SAFETY));
        }
    }
}
