// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import tools.jackson.databind.json.JsonMapper;

/** Alerts that are posted as to an Alertmanager, by programs that know an ingest key and nothing else. All else of its API is not here. */
final class AlertsHttp implements Protocol {
    private static final String JSON = "application/json";
    private static final Pattern PATH = Pattern.compile("/alertmanager/([a-z0-9-]+)/api/v2/alerts");

    private final Ingest ingest;
    private final ObjectProvider<AlertPosts> posts;

    AlertsHttp(Ingest ingest, ObjectProvider<AlertPosts> posts) {
        this.ingest = ingest;
        this.posts = posts;
    }

    @Override
    public boolean isAt(String path) {
        return path.startsWith("/alertmanager/");
    }

    @Override
    public Answer take(Received request) throws Refusal, IOException {
        Matcher path = PATH.matcher(request.path());
        AlertPosts to = posts.getIfAvailable();
        if (!path.matches() || to == null) {
            throw new Refusal(
                    Reason.NOT_HERE,
                    "There is nothing at %s (expected: /alertmanager/<environment>/api/v2/alerts)."
                            .formatted(request.path()));
        }
        request.mustBe("POST");
        Sender sender = request.sender();
        if (!request.mediaType().equals(JSON)) {
            throw request.wrongMediaType(JSON);
        }
        byte[] body = request.body();
        ingest.admitAlerts(body.length, sender);
        try {
            AlertPosts.Said said = to.take(path.group(1), body);
            return new Answer(said.status(), said.json().length == 0 ? "" : JSON, said.json());
        } catch (EngineAway e) {
            throw new Refusal(Reason.UNAVAILABLE, "PostgreSQL does not answer, or has no room.", Duration.ofSeconds(2));
        }
    }

    @Override
    public Answer refused(Received request, Refusal refusal) {
        return new Answer(refusal.reason().http(), JSON, JsonMapper.shared().writeValueAsBytes(refusal.message()));
    }
}
