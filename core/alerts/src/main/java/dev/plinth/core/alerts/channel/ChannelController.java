// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tries channels. */
@RestController
@Tag(name = "Alerts")
class ChannelController {
    private static final int MOST_TO = 20;

    private final Channels channels;
    private final ResourceView resources;
    private final Kind<AlertChannelSpec> kind;
    private final Access access;
    private final Clock clock;
    private final String publicUrl;

    ChannelController(
            Channels channels,
            ResourceView resources,
            Kind<AlertChannelSpec> kind,
            Access access,
            Clock clock,
            @Value("${plinth.identity.public-url:}") String publicUrl) {
        this.channels = channels;
        this.resources = resources;
        this.kind = kind;
        this.access = access;
        this.clock = clock;
        this.publicUrl = publicUrl;
    }

    /**
     * Who is to be told.
     *
     * @param to addresses, numbers or names; those of the channel if absent or empty
     */
    record ChannelTrial(@Nullable List<@Nullable String> to) {}

    /**
     * How it went.
     *
     * @param delivered whether the provider says that it has the message
     * @param error why not; null when it has it
     * @param seconds that it took
     */
    record ChannelTried(boolean delivered, @Nullable String error, double seconds) {}

    @PostMapping("/api/v1/alerts/channels/{env}/{name}/test")
    @Operation(
            summary = "Tell somebody by a channel, as a test",
            description =
                    "The message says that it is a test. For who may write that AlertChannel. It counts for what the channel may tell in a minute.")
    ChannelTried test(
            @PathVariable String env,
            @PathVariable String name,
            @RequestBody(required = false) @Nullable ChannelTrial trial,
            @Parameter(hidden = true) Principal caller)
            throws InterruptedException {
        ResourceKey key = new ResourceKey(kind.name(), env, name);
        access.require(caller, Verb.WRITE, key);
        if (resources.find(key) == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no " + key + ".");
        }
        List<String> to = to(trial);
        long began = System.nanoTime();
        String error = tell(env, name, to);
        return new ChannelTried(error == null, error, (System.nanoTime() - began) / 1e9);
    }

    private static List<String> to(@Nullable ChannelTrial trial) {
        if (trial == null || trial.to() == null) {
            return List.of();
        }
        if (trial.to().size() > MOST_TO) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "A test is for few.",
                    List.of(new Violation("to", trial.to().size() + " names", "at most " + MOST_TO)));
        }
        return trial.to().stream().filter(Objects::nonNull).toList();
    }

    /** Why it failed; null when it did not. */
    private @Nullable String tell(String env, String name, List<String> to) throws InterruptedException {
        Duration wait = channels.permit(env, name);
        if (!wait.isZero()) {
            return "the channel has told all that it may in a minute; try again in %d s (perMinute)"
                    .formatted(wait.toSeconds() + 1);
        }
        try {
            channels.deliver(name, to, TestMessage.of(env, name, publicUrl, clock.instant()));
            return null;
        } catch (DeliveryException e) {
            return e.getMessage();
        }
    }
}
