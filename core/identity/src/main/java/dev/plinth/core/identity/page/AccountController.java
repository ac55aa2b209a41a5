// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.page;

import dev.plinth.core.identity.session.SessionCookie;
import dev.plinth.core.identity.session.Sessions;
import dev.plinth.core.identity.session.SignedIn;
import dev.plinth.core.identity.user.UserAccount;
import dev.plinth.core.identity.user.Users;
import dev.plinth.core.kernel.problem.ProblemException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The own account: who one is, where one is signed in, another password. */
@Hidden
@RestController
class AccountController {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Users users;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final Page page;

    AccountController(Users users, Sessions sessions, SessionCookie cookie, Page page) {
        this.users = users;
        this.sessions = sessions;
        this.cookie = cookie;
        this.page = page;
    }

    @GetMapping("/sign-in/account")
    ResponseEntity<String> account(
            @RequestParam(required = false) @Nullable String changed, HttpServletRequest request, CsrfToken csrf) {
        SignedIn person = cookie.read(request);
        UserAccount account = person == null ? null : users.find(person.userId());
        if (person == null || account == null) {
            return Page.redirect("/sign-in?continue=" + Target.DEFAULT);
        }
        return Page.answer(HttpStatus.OK, render(account, person, null, changed != null, csrf));
    }

    private String render(
            UserAccount account, SignedIn person, @Nullable String alert, boolean changed, CsrfToken csrf) {
        String groups = account.groups().isEmpty() ? "" : " · " + String.join(", ", account.groups());
        return page.render(account.displayName(), """
                <p class="who">%s%s</p>
                %s%s
                <section>
                <h2>Signed in at</h2>
                <ul>%s</ul>
                <form method="post" action="/sign-in/account/elsewhere">%s
                <button class="second">Sign out everywhere else</button></form>
                </section>
                <section>
                <h2>Change the password</h2>
                <form method="post" action="/sign-in/account/password">
                %s
                <input class="unseen" name="username" value="%s" autocomplete="username" readonly tabindex="-1">
                <label for="current">Present password</label>
                <input id="current" name="current" type="password" autocomplete="current-password" required
                  maxlength="256">
                %s
                <button class="second">Change</button>
                </form>
                </section>
                <p class="last"><a href="/sign-in/out">Sign out</a></p>
                """.formatted(
                        Page.escape(account.username()),
                        Page.escape(groups),
                        Page.alert(alert),
                        changed ? "<p class=\"good\" role=\"status\">Done.</p>" : "",
                        sessions.of(account.id()).stream()
                                .map(session -> item(session, person))
                                .collect(Collectors.joining()),
                        Page.csrf(csrf),
                        Page.csrf(csrf),
                        Page.escape(account.username()),
                        SignInController.newPasswordFields()));
    }

    private static String item(Sessions.Session session, SignedIn person) {
        String here = session.id().equals(person.sessionId()) ? " <strong>this browser</strong>" : "";
        return "<li>%s%s<br><small>%s, last used %s</small></li>"
                .formatted(
                        Page.escape(UserAgents.describe(session.userAgent())),
                        here,
                        Page.escape(session.address()),
                        Page.escape(MINUTE.format(session.seenAt())));
    }

    @PostMapping("/sign-in/account/elsewhere")
    ResponseEntity<String> elsewhere(HttpServletRequest request) {
        SignedIn person = cookie.read(request);
        if (person == null) {
            return Page.redirect("/sign-in?continue=" + Target.DEFAULT);
        }
        sessions.closeAll(person.userId(), person.sessionId());
        return Page.redirect(Target.DEFAULT + "?changed");
    }

    @PostMapping("/sign-in/account/password")
    ResponseEntity<String> password(
            @RequestParam(defaultValue = "") String current,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            HttpServletRequest request,
            HttpServletResponse response,
            CsrfToken csrf) {
        SignedIn person = cookie.read(request);
        UserAccount account = person == null ? null : users.find(person.userId());
        if (person == null || account == null) {
            return Page.redirect("/sign-in?continue=" + Target.DEFAULT);
        }
        if (!password.equals(repeated)) {
            return Page.answer(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    render(account, person, "The two new ones are not the same.", false, csrf));
        }
        try {
            users.changePassword(account, current, password, request.getRemoteAddr());
        } catch (ProblemException e) {
            return Page.answer(HttpStatus.valueOf(e.code().status()), render(account, person, e.detail(), false, csrf));
        }
        cookie.write(response, sessions.open(account, request.getRemoteAddr(), request.getHeader("User-Agent")));
        return Page.redirect(Target.DEFAULT + "?changed");
    }
}
