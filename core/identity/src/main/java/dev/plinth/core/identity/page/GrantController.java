// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.page;

import dev.plinth.core.identity.app.RegisteredApps;
import dev.plinth.core.identity.session.SessionCookie;
import dev.plinth.core.identity.session.SignedIn;
import dev.plinth.core.identity.user.UserAccount;
import dev.plinth.core.identity.user.Users;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Letting an app or a device in: the code it shows, and what it asks for. */
@Hidden
@RestController
class GrantController {
    private static final Map<String, String> MEANINGS = Map.of(
            "openid", "Know that it is you",
            "profile", "See your name",
            "email", "See your e-mail address",
            "offline_access", "Stay signed in for you while you are away",
            "plinth", "Do in Plinth everything that you may do");

    private final RegisteredApps apps;
    private final Users users;
    private final SessionCookie cookie;
    private final Page page;

    GrantController(RegisteredApps apps, Users users, SessionCookie cookie, Page page) {
        this.apps = apps;
        this.users = users;
        this.cookie = cookie;
        this.page = page;
    }

    @GetMapping("/sign-in/device")
    ResponseEntity<String> device(
            @RequestParam(name = "user_code", defaultValue = "") String code,
            @RequestParam(required = false) @Nullable String done,
            @RequestParam(required = false) @Nullable String wrong,
            @RequestParam(required = false) @Nullable String denied,
            HttpServletRequest request) {
        if (done != null) {
            return said("You are done here", "The device is signed in. You can close this page.");
        }
        if (denied != null) {
            return said("Not signed in", "The device was told that you refused. You can close this page.");
        }
        if (cookie.read(request) == null) {
            String back = "/sign-in/device" + (code.isEmpty() ? "" : "?user_code=" + encoded(code));
            return Page.redirect("/sign-in?continue=" + encoded(back));
        }
        return Page.answer(
                wrong == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT,
                page.render("Sign in a device", """
                        %s
                        <p>Type the code that the device or the command line shows. Go on only if you have just started this
                        yourself.</p>
                        <form method="get" action="/oauth2/device_verification">
                        <label for="user_code">Code</label>
                        <input id="user_code" name="user_code" value="%s" class="code" autocomplete="off"
                          autocapitalize="characters" spellcheck="false" required maxlength="9" placeholder="XXXX-XXXX" autofocus>
                        <button>Continue</button>
                        </form>
                        """.formatted(
                        Page.alert(wrong == null ? null : "There is no such code, or it was used or has expired."),
                        Page.escape(code))));
    }

    private ResponseEntity<String> said(String title, String text) {
        return Page.answer(HttpStatus.OK, page.message(title, text, ""));
    }

    /** As the authorization server sends people here. */
    @GetMapping("/sign-in/consent")
    ResponseEntity<String> consent(
            @RequestParam(name = "client_id") String app,
            @RequestParam(defaultValue = "") String scope,
            @RequestParam String state,
            @RequestParam(name = "user_code", required = false) @Nullable String userCode,
            HttpServletRequest request) {
        RegisteredClient client = apps.findByClientId(app);
        SignedIn person = cookie.read(request);
        UserAccount account = person == null ? null : users.find(person.userId());
        if (client == null || account == null) {
            return Page.redirect(Target.DEFAULT);
        }
        List<String> scopes =
                Arrays.stream(scope.split(" ")).filter(each -> !each.isBlank()).toList();
        String wishes = scopes.stream()
                .map(each -> "<li>%s</li>".formatted(Page.escape(MEANINGS.getOrDefault(each, each))))
                .collect(Collectors.joining());
        String hidden = Page.hidden("client_id", app)
                + Page.hidden("state", state)
                + (userCode == null ? "" : Page.hidden("user_code", userCode));
        String action = userCode == null ? "/oauth2/authorize" : "/oauth2/device_verification";
        return Page.answer(HttpStatus.OK, page.render("Let it in?", """
                        <p><strong>%s</strong> wants to be signed in as <strong>%s</strong>, and to</p>
                        <ul>%s</ul>
                        <form method="post" action="%s">%s%s<button>Allow</button></form>
                        <form method="post" action="%s">%s<button class="second">Refuse</button></form>
                        """.formatted(
                        Page.escape(client.getClientName()),
                        Page.escape(account.username()),
                        wishes,
                        action,
                        hidden,
                        scopes.stream()
                                .filter(each -> !each.equals("openid"))
                                .map(each -> Page.hidden("scope", each))
                                .collect(Collectors.joining()),
                        action,
                        hidden)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
