// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.page;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The frame of every page that identity shows. Plain HTML without scripts, so that it works in any browser and nothing can be injected. */
@Component
public class Page {
    /** @param body HTML; every text in it is escaped already */
    public String render(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>%1$s · Plinth</title>
                <link rel="stylesheet" href="/sign-in/style.css">
                </head>
                <body>
                <main>
                <header><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20h18v-2H3zM5 16h14v-2H5zM8 12h8V4H8z"/></svg><span>Plinth</span></header>
                <h1>%1$s</h1>
                %2$s
                </main>
                </body>
                </html>
                """.formatted(escape(title), body);
    }

    /** A page that only says something. */
    public String message(String title, String text, String detail) {
        String more = detail.isBlank() ? "" : "<p class=\"detail\">" + escape(detail) + "</p>";
        return render(title, "<p>" + escape(text) + "</p>" + more);
    }

    /** Writes a page outside of a controller. */
    public void write(HttpServletResponse response, String html) throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(html.getBytes(StandardCharsets.UTF_8));
    }

    static ResponseEntity<String> answer(HttpStatus status, String html) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header("Cache-Control", "no-store")
                .body(html);
    }

    static ResponseEntity<String> redirect(String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", location)
                .build();
    }

    static String escape(@Nullable String text) {
        return HtmlUtils.htmlEscape(text == null ? "" : text, "UTF-8");
    }

    /** Something went wrong and the form can be sent again. */
    static String alert(@Nullable String text) {
        return text == null ? "" : "<p class=\"alert\" role=\"alert\">" + escape(text) + "</p>";
    }

    static String hidden(String name, @Nullable String value) {
        return "<input type=\"hidden\" name=\"%s\" value=\"%s\">".formatted(escape(name), escape(value));
    }

    static String csrf(CsrfToken token) {
        return hidden(token.getParameterName(), token.getToken());
    }
}
