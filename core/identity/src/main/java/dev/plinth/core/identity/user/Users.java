// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.identity.revocation.Revocations;
import dev.plinth.core.identity.token.OpaqueToken;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Accounts of people. Rights are asked as for a resource of the kind {@code User}; and whoever could act as somebody by what they
 * do here (a link, groups) must have all rights that this somebody has.
 */
@Service
public class Users {
    /** What roles name. */
    public static final String KIND = "User";

    private static final Duration LINK_LIFETIME = Duration.ofMinutes(30);
    private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final UserStore store;
    private final Passwords passwords;
    private final Access access;
    private final Revocations revocations;
    private final SignOut signOut;
    private final IdentityEvents events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Users(
            UserStore store,
            Passwords passwords,
            Access access,
            Revocations revocations,
            SignOut signOut,
            IdentityEvents events,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.passwords = passwords;
        this.access = access;
        this.revocations = revocations;
        this.signOut = signOut;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Usernames are lower-case; what people type may not be. */
    static String normalized(String username) {
        return username.strip().toLowerCase(Locale.ROOT);
    }

    static ResourceKey key(String username) {
        return ResourceKey.global(KIND, username);
    }

    /** Nobody has chosen a password yet, so nobody can sign in without a link. */
    public boolean isUntouched() {
        return !store.anyWithPassword();
    }

    public @Nullable UserAccount find(UUID id) {
        return store.find(id);
    }

    List<UserAccount> list(String text, String after, int limit) {
        return store.list(text, after, limit);
    }

    /** @throws ProblemException {@code FORBIDDEN} or {@code NOT_FOUND} */
    public UserAccount require(Principal caller, Verb verb, String username) {
        access.require(caller, verb, key(username));
        UserAccount account = store.find(username);
        if (account == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no user \"" + username + "\".");
        }
        return account;
    }

    UserAccount create(Principal caller, String username, UserDocument document, String address) {
        if (!USERNAME.matcher(username).matches()) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The username cannot be used.",
                    List.of(new Violation(
                            "username",
                            username,
                            "1 to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit")));
        }
        access.require(caller, Verb.WRITE, key(username));
        UserAccount account = new UserAccount(
                UUID.randomUUID(),
                username,
                Objects.requireNonNullElse(document.displayName(), username),
                document.email(),
                Objects.requireNonNullElse(document.groups(), List.of()),
                Boolean.TRUE.equals(document.disabled()),
                false,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        requireActAs(caller, account);
        transaction.executeWithoutResult(status -> {
            if (!store.insert(account)) {
                throw new ProblemException(
                        ErrorCode.USER_EXISTS, "There is a user \"" + username + "\" already. Choose another name.");
            }
            record(IdentityEvent.Type.USER_CREATED, account, caller, address, null);
        });
        return account;
    }

    /** What the document leaves out stays as it is. */
    UserAccount update(Principal caller, String username, UserDocument document, String address) {
        UserAccount before = require(caller, Verb.WRITE, username);
        UserAccount after = new UserAccount(
                before.id(),
                username,
                Objects.requireNonNullElse(document.displayName(), before.displayName()),
                document.email() == null ? before.email() : document.email(),
                Objects.requireNonNullElse(document.groups(), before.groups()),
                Objects.requireNonNullElse(document.disabled(), before.disabled()),
                before.hasPassword(),
                before.createdAt());
        requireActAs(caller, before);
        requireActAs(caller, after);
        transaction.executeWithoutResult(status -> {
            store.update(after);
            if (after.disabled()) {
                signOut.everywhere(after.id());
            }
            // tokens tell groups, so they are issued anew
            if (!after.groups().equals(before.groups())) {
                revocations.revoke(Revocations.Target.USER, after.id().toString());
            }
            record(IdentityEvent.Type.USER_CHANGED, after, caller, address, difference(before, after));
        });
        return after;
    }

    void delete(Principal caller, String username, String address) {
        UserAccount account = require(caller, Verb.DELETE, username);
        requireActAs(caller, account);
        transaction.executeWithoutResult(status -> {
            signOut.everywhere(account.id());
            store.delete(account.id());
            record(IdentityEvent.Type.USER_DELETED, account, caller, address, null);
        });
    }

    /** @param token shown once, good for one use */
    record Link(UserAccount account, String token, Instant expiresAt) {}

    /** A link by which the person chooses a password and is signed in. It takes the place of one made before. */
    Link makeLink(Principal caller, String username, String address) {
        UserAccount account = require(caller, Verb.WRITE, username);
        requireActAs(caller, account);
        String token = OpaqueToken.random();
        Instant expiresAt = clock.instant().plus(LINK_LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        transaction.executeWithoutResult(status -> {
            store.insertLink(OpaqueToken.hash(token), account.id(), caller.name(), expiresAt);
            record(IdentityEvent.Type.LINK_MADE, account, caller, address, null);
        });
        return new Link(account, token, expiresAt);
    }

    /** Whose link it is, or null when it was used, replaced or has expired, or the account is disabled. */
    public @Nullable UserAccount findByLink(String token) {
        UserAccount account = store.findByLink(OpaqueToken.hash(token), clock.instant());
        return account == null || account.disabled() ? null : account;
    }

    /**
     * Chooses a password by a link, which is used up by it. Everything the person was signed in to ends.
     *
     * @return null when the link is no good
     * @throws ProblemException {@code PASSWORD_WEAK}, and the link is still good
     */
    public @Nullable UserAccount choosePassword(String linkToken, String password, String address) {
        UserAccount account = findByLink(linkToken);
        if (account == null) {
            return null;
        }
        Passwords.requireStrong(password, account.username());
        String encoded = passwords.hash(password);
        Boolean used = transaction.execute(status -> {
            if (!store.useLink(OpaqueToken.hash(linkToken))) {
                return false;
            }
            passwordChanged(account, encoded, address);
            return true;
        });
        return Boolean.TRUE.equals(used) ? account : null;
    }

    /** @throws ProblemException {@code PASSWORD_WRONG} or {@code PASSWORD_WEAK} */
    public void changePassword(UserAccount account, String current, String wanted, String address) {
        UserStore.Credentials credentials = store.credentials(account.username());
        if (credentials == null || !passwords.matches(current, credentials.password())) {
            throw new ProblemException(ErrorCode.PASSWORD_WRONG, "The present password is another one.");
        }
        Passwords.requireStrong(wanted, account.username());
        String encoded = passwords.hash(wanted);
        transaction.executeWithoutResult(status -> passwordChanged(account, encoded, address));
    }

    private void passwordChanged(UserAccount account, String encoded, String address) {
        store.setPassword(account.id(), encoded, clock.instant());
        signOut.everywhere(account.id());
        record(IdentityEvent.Type.PASSWORD_CHANGED, account, account.principal(), address, null);
    }

    private void requireActAs(Principal caller, UserAccount account) {
        if (caller.name().equals(account.principal().name()) && caller.groups().containsAll(account.groups())) {
            return;
        }
        Decision decision = access.decideActAs(caller, account.principal());
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
    }

    private void record(
            IdentityEvent.Type type, UserAccount account, Principal actor, String address, @Nullable String detail) {
        events.record(type, account.principal().name(), actor.name(), address, detail);
    }

    private static String difference(UserAccount before, UserAccount after) {
        List<String> changes = new ArrayList<>();
        if (!before.displayName().equals(after.displayName())) {
            changes.add("name");
        }
        if (!Objects.equals(before.email(), after.email())) {
            changes.add("email");
        }
        if (!before.groups().equals(after.groups())) {
            changes.add("groups " + before.groups() + " to " + after.groups());
        }
        if (before.disabled() != after.disabled()) {
            changes.add(after.disabled() ? "disabled" : "enabled");
        }
        return String.join(", ", changes);
    }
}
