// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import dev.plinth.core.identity.IdentityProperties;
import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Users over HTTP. */
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "Users")
class UserController {
    private static final int MAX_LIMIT = 1_000;

    private final Users users;
    private final IdentityEvents events;
    private final Access access;
    private final IdentityProperties properties;

    UserController(Users users, IdentityEvents events, Access access, IdentityProperties properties) {
        this.users = users;
        this.events = events;
        this.access = access;
        this.properties = properties;
    }

    /** @param nextCursor ask with this for what follows; null at the end */
    record UserPage(List<UserAccount> items, @Nullable String nextCursor) {}

    @GetMapping
    @Operation(summary = "List users", description = "What the caller may not read is left out.")
    UserPage list(
            @io.swagger.v3.oas.annotations.Parameter(description = "Part of a name or e-mail address")
                    @RequestParam(defaultValue = "")
                    String query,
            @RequestParam(defaultValue = "") String cursor,
            @RequestParam(defaultValue = "100") int limit,
            @Parameter(hidden = true) Principal caller) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The limit is out of its bounds.",
                    List.of(new Violation("limit", limit, "1 to " + MAX_LIMIT)));
        }
        List<UserAccount> page = users.list(query, cursor, limit);
        return new UserPage(
                page.stream()
                        .filter(user -> access.decide(caller, Verb.READ, Users.key(user.username()))
                                .allowed())
                        .toList(),
                page.size() == limit ? page.getLast().username() : null);
    }

    @GetMapping("/{username}")
    @Operation(summary = "One user")
    UserAccount get(@PathVariable String username, @Parameter(hidden = true) Principal caller) {
        return users.require(caller, Verb.READ, username);
    }

    @PostMapping("/{username}")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Create a user", description = "Without a password; make a sign-in link for the first one.")
    UserAccount create(
            @PathVariable String username,
            @RequestBody @Valid UserDocument user,
            @Parameter(hidden = true) Principal caller,
            HttpServletRequest request) {
        return users.create(caller, username, user, request.getRemoteAddr());
    }

    @PatchMapping("/{username}")
    @Operation(
            summary = "Change a user",
            description = "What is left out stays as it is. Other groups, or disabling, take effect at once.")
    UserAccount update(
            @PathVariable String username,
            @RequestBody @Valid UserDocument user,
            @Parameter(hidden = true) Principal caller,
            HttpServletRequest request) {
        return users.update(caller, username, user, request.getRemoteAddr());
    }

    @DeleteMapping("/{username}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a user", description = "Their sessions and tokens are good no more.")
    void delete(@PathVariable String username, @Parameter(hidden = true) Principal caller, HttpServletRequest request) {
        users.delete(caller, username, request.getRemoteAddr());
    }

    /** @param url to be handed to the person; good once */
    record SignInLink(String username, String url, Instant expiresAt) {}

    @PostMapping("/{username}/sign-in-link")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Make a link by which a user chooses a password",
            description = "Good once, for half an hour. It takes the place of one made before.")
    SignInLink link(
            @PathVariable String username, @Parameter(hidden = true) Principal caller, HttpServletRequest request) {
        Users.Link link = users.makeLink(caller, username, request.getRemoteAddr());
        return new SignInLink(
                username, properties.publicUrl() + "/sign-in/link?token=" + link.token(), link.expiresAt());
    }

    /** The newest first. */
    record EventList(List<IdentityEvent> items) {}

    @GetMapping("/{username}/events")
    @Operation(summary = "What happened to a user: sign-ins, links, changes")
    EventList events(
            @PathVariable String username,
            @RequestParam(defaultValue = "100") int limit,
            @Parameter(hidden = true) Principal caller) {
        UserAccount account = users.require(caller, Verb.READ, username);
        return new EventList(events.find(account.principal().name(), Math.clamp(limit, 1, MAX_LIMIT)));
    }
}
