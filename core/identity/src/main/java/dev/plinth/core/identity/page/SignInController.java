// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.page;

import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.identity.session.SessionCookie;
import dev.plinth.core.identity.session.Sessions;
import dev.plinth.core.identity.session.SignedIn;
import dev.plinth.core.identity.user.SignIn;
import dev.plinth.core.identity.user.UserAccount;
import dev.plinth.core.identity.user.Users;
import dev.plinth.core.kernel.problem.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Signing in with a password, or by a link; and out. */
@Hidden
@RestController
class SignInController {
    private final SignIn signIn;
    private final Users users;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final IdentityEvents events;
    private final Page page;

    SignInController(
            SignIn signIn, Users users, Sessions sessions, SessionCookie cookie, IdentityEvents events, Page page) {
        this.signIn = signIn;
        this.users = users;
        this.sessions = sessions;
        this.cookie = cookie;
        this.events = events;
        this.page = page;
    }

    @GetMapping("/sign-in/style.css")
    ResponseEntity<org.springframework.core.io.Resource> style() {
        return ResponseEntity.ok()
                .contentType(MediaType.valueOf("text/css"))
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(new ClassPathResource("dev/plinth/core/identity/page/style.css"));
    }

    @GetMapping("/sign-in")
    ResponseEntity<String> form(
            @RequestParam(name = "continue", required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String again,
            HttpServletRequest request,
            CsrfToken csrf) {
        if (again == null && cookie.read(request) != null) {
            return Page.redirect(Target.safe(target));
        }
        return Page.answer(HttpStatus.OK, signInPage(Target.safe(target), "", null, csrf));
    }

    private String signInPage(String target, String username, @Nullable String alert, CsrfToken csrf) {
        String hint = users.isUntouched()
                ? "<p class=\"hint\">Nobody has chosen a password yet. Run <code>plinth user reset admin</code> on the"
                        + " machine that Plinth runs on; it prints a link to sign in with.</p>"
                : "";
        return page.render("Sign in", """
                %s
                <form method="post" action="/sign-in">
                %s%s
                <label for="username">Username</label>
                <input id="username" name="username" value="%s" autocomplete="username" autocapitalize="none"
                  spellcheck="false" required maxlength="63"%s>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required
                  maxlength="256"%s>
                <button>Sign in</button>
                </form>
                %s""".formatted(
                        Page.alert(alert),
                        Page.csrf(csrf),
                        Page.hidden("continue", target),
                        Page.escape(username),
                        username.isEmpty() ? " autofocus" : "",
                        username.isEmpty() ? "" : " autofocus",
                        hint));
    }

    @PostMapping("/sign-in")
    ResponseEntity<String> signIn(
            @RequestParam(defaultValue = "") String username,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(name = "continue", required = false) @Nullable String target,
            HttpServletRequest request,
            HttpServletResponse response,
            CsrfToken csrf) {
        SignIn.Result result;
        try {
            result = signIn.check(username, password, request.getRemoteAddr());
        } catch (ProblemException e) {
            return Page.answer(
                    HttpStatus.valueOf(e.code().status()), signInPage(Target.safe(target), username, e.detail(), csrf));
        }
        return switch (result) {
            case SignIn.Result.Right right -> {
                open(right.account(), request, response);
                yield Page.redirect(Target.safe(target));
            }
            case SignIn.Result.Wrong wrong ->
                Page.answer(
                        HttpStatus.UNAUTHORIZED,
                        signInPage(Target.safe(target), username, "The username or the password is not right.", csrf));
            case SignIn.Result.Wait wait ->
                Page.answer(
                        HttpStatus.TOO_MANY_REQUESTS,
                        signInPage(
                                Target.safe(target),
                                username,
                                "There were too many wrong passwords. Try again in %d seconds."
                                        .formatted(wait.remaining().toSeconds() + 1),
                                csrf));
        };
    }

    private void open(UserAccount account, HttpServletRequest request, HttpServletResponse response) {
        SignedIn before = cookie.read(request);
        if (before != null) {
            sessions.close(before.sessionId());
        }
        cookie.write(response, sessions.open(account, request.getRemoteAddr(), request.getHeader("User-Agent")));
        String name = account.principal().name();
        events.record(IdentityEvent.Type.SIGNED_IN, name, name, request.getRemoteAddr(), null);
    }

    @GetMapping("/sign-in/link")
    ResponseEntity<String> link(@RequestParam(defaultValue = "") String token, CsrfToken csrf) {
        UserAccount account = users.findByLink(token);
        return account == null
                ? deadLink()
                : Page.answer(HttpStatus.OK, linkPage(account.username(), token, null, csrf));
    }

    private ResponseEntity<String> deadLink() {
        return Page.answer(
                HttpStatus.GONE,
                page.message(
                        "This link is good no more",
                        "It was used, or replaced by a newer one, or half an hour has passed. Ask for a new one: an"
                                + " administrator makes it with",
                        "plinth user reset USERNAME"));
    }

    private String linkPage(String username, String token, @Nullable String alert, CsrfToken csrf) {
        return page.render("Choose a password", """
                <p>for <strong>%s</strong>. It has at least 12 characters; a few words are fine.</p>
                %s
                <form method="post" action="/sign-in/link">
                %s%s
                <input class="unseen" name="username" value="%s" autocomplete="username" readonly tabindex="-1">
                %s
                <button>Save and sign in</button>
                </form>
                """.formatted(
                        Page.escape(username),
                        Page.alert(alert),
                        Page.csrf(csrf),
                        Page.hidden("token", token),
                        Page.escape(username),
                        newPasswordFields()));
    }

    static String newPasswordFields() {
        return """
                <label for="password">New password</label>
                <input id="password" name="password" type="password" autocomplete="new-password" required
                  minlength="12" maxlength="256">
                <label for="repeated">The same again</label>
                <input id="repeated" name="repeated" type="password" autocomplete="new-password" required
                  maxlength="256">
                """;
    }

    @PostMapping("/sign-in/link")
    ResponseEntity<String> choose(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            HttpServletRequest request,
            HttpServletResponse response,
            CsrfToken csrf) {
        UserAccount known = users.findByLink(token);
        if (known == null) {
            return deadLink();
        }
        if (!password.equals(repeated)) {
            return Page.answer(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    linkPage(known.username(), token, "The two are not the same.", csrf));
        }
        UserAccount account;
        try {
            account = users.choosePassword(token, password, request.getRemoteAddr());
        } catch (ProblemException e) {
            return Page.answer(
                    HttpStatus.valueOf(e.code().status()), linkPage(known.username(), token, e.detail(), csrf));
        }
        if (account == null) {
            return deadLink();
        }
        open(account, request, response);
        return Page.redirect(Target.DEFAULT);
    }

    @GetMapping("/sign-in/out")
    ResponseEntity<String> out(
            @RequestParam(required = false) @Nullable String done, HttpServletRequest request, CsrfToken csrf) {
        if (done != null || cookie.read(request) == null) {
            return Page.answer(
                    HttpStatus.OK,
                    page.render(
                            "You are signed out",
                            "<p>of Plinth and of every app you came to by it.</p><p><a href=\"/sign-in\">Sign in"
                                    + " again</a></p>"));
        }
        return Page.answer(HttpStatus.OK, page.render("Sign out?", """
                <p>You will be signed out of every app that you came to by this sign-in.</p>
                <form method="post" action="/sign-in/out">%s<button>Sign out</button></form>
                """.formatted(Page.csrf(csrf))));
    }

    @PostMapping("/sign-in/out")
    ResponseEntity<String> signOut(HttpServletRequest request, HttpServletResponse response) {
        SignedIn person = cookie.read(request);
        if (person != null) {
            sessions.close(person.sessionId());
            UserAccount account = users.find(person.userId());
            if (account != null) {
                String name = account.principal().name();
                events.record(IdentityEvent.Type.SIGNED_OUT, name, name, request.getRemoteAddr(), null);
            }
        }
        cookie.clear(response);
        return Page.redirect("/sign-in/out?done");
    }
}
