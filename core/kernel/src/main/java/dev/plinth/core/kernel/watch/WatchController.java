// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.live.LiveItems;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Watch over HTTP, as server-sent events (WHATWG HTML, section 9.2). */
@RestController
@Tag(name = "Watch")
class WatchController {
    private static final Logger LOG = LoggerFactory.getLogger(WatchController.class);

    private final WatchHub hub;
    private final Kinds kinds;
    private final LiveItems liveItems;
    private final Access access;

    WatchController(WatchHub hub, Kinds kinds, LiveItems liveItems, Access access) {
        this.hub = hub;
        this.kinds = kinds;
        this.liveItems = liveItems;
        this.access = access;
    }

    @GetMapping(path = "/api/v1/watch", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "Watch resources",
            description =
                    "Begins with the state (events `state`, then `synced`), then sends each change once and in order"
                            + " (events `put` and `delete`). Resume by sending the last event's id back. Events that carry only"
                            + " an id are heartbeats; they move the position too.")
    void watch(
            @Parameter(description = "Kinds to watch; all if none is named")
                    @RequestParam(name = "kind", required = false, defaultValue = "")
                    Set<String> kind,
            @Parameter(description = "Environment; resources of global scope are seen in each")
                    @RequestParam(required = false)
                    @Nullable
                    String env,
            @Parameter(description = "Id of the last event seen")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId,
            @Parameter(hidden = true) Principal principal,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        kind.forEach(name -> requireReadable(name, principal));
        Watcher watcher = hub.open(new WatchRequest(principal, kind, env, blankToNull(lastEventId)));
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        OutputStream out = response.getOutputStream();
        // the head goes out on this thread: the filters on its way back add to one that has not
        response.flushBuffer();
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        // on a thread of its own: the one that came through all the filters would be kept with a deep stack for hours
        Thread.ofVirtual().name("watcher").start(() -> run(watcher, out, principal, async));
    }

    private static void run(Watcher watcher, OutputStream out, Principal principal, AsyncContext async) {
        try {
            watcher.run(out);
        } catch (IOException e) {
            LOG.debug("A watcher of {} is gone: {}", principal.name(), e.toString());
        } finally {
            complete(async);
        }
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The web server was faster: {}", e.toString());
        }
    }

    private void requireReadable(String kind, Principal principal) {
        if (!liveItems.isKind(kind)) {
            kinds.require(kind);
        }
        Decision decision = access.decideAny(principal, Verb.READ, kind);
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
