// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.session;

import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.identity.user.UserAccount;
import dev.plinth.core.identity.user.Users;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sessions of users over HTTP. */
@RestController
@RequestMapping("/api/v1/users/{username}/sessions")
@Tag(name = "Users")
class SessionController {
    private final Users users;
    private final Sessions sessions;
    private final IdentityEvents events;

    SessionController(Users users, Sessions sessions, IdentityEvents events) {
        this.users = users;
        this.sessions = sessions;
        this.events = events;
    }

    /** The last used first. */
    record SessionList(List<Sessions.Session> items) {}

    @GetMapping
    @Operation(summary = "Where a user is signed in")
    SessionList list(@PathVariable String username, @Parameter(hidden = true) Principal caller) {
        return new SessionList(
                sessions.of(users.require(caller, Verb.READ, username).id()));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sign a user out everywhere", description = "At once, as all who check tokens are told.")
    void close(@PathVariable String username, @Parameter(hidden = true) Principal caller, HttpServletRequest request) {
        UserAccount account = users.require(caller, Verb.WRITE, username);
        int ended = sessions.closeAll(account.id(), null);
        events.record(
                IdentityEvent.Type.SESSIONS_ENDED,
                account.principal().name(),
                caller.name(),
                request.getRemoteAddr(),
                ended + " sessions");
    }
}
