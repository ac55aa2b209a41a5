// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.demo;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Somebody with a browser: cookies, redirects and forms, and nothing that a real customer has not. */
public final class Customer {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
    private static final String PAGE = "text/html,*/*";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI plinth;
    private final HttpClient browser = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieJar())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private Customer(URI plinth) {
        this.plinth = plinth;
    }

    /**
     * Signs in by single sign-on.
     *
     * @param plinth the public URL
     * @param link the one-time link by which the customer chooses a password
     * @throws Failure when that does not lead to the shop
     */
    public static Customer signIn(URI plinth, String link, String password) {
        Customer customer = new Customer(plinth);
        try {
            HttpResponse<String> page = customer.visit(URI.create(link));
            Map<String, String> form = new LinkedHashMap<>(customer.hidden(page.body()));
            form.put("password", password);
            form.put("repeated", password);
            customer.send(HttpRequest.newBuilder(plinth.resolve("/sign-in/link"))
                    .header("Accept", PAGE)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(encoded(form))));
            HttpResponse<String> shop = customer.visit(plinth.resolve("/shop/account"));
            HttpResponse<String> orders = customer.get("/shop/api/orders");
            if (orders.statusCode() != 200) {
                throw failed("%s leads to %s (status %d), and the orders answer with status %d"
                        .formatted(
                                plinth.resolve("/shop/account"),
                                shop.uri().getPath(),
                                shop.statusCode(),
                                orders.statusCode()));
            }
            return customer;
        } catch (IOException e) {
            throw failed(e.toString());
        }
    }

    private static Failure failed(String why) {
        return new Failure(
                ExitCode.TEMPORARY,
                "A customer cannot sign in to the shop: " + why,
                "Start it with plinth up --demo, and see plinth status and plinth logs orders.");
    }

    private Map<String, String> hidden(String html) {
        Matcher inputs = HIDDEN.matcher(html);
        Map<String, String> found = new LinkedHashMap<>();
        while (inputs.find()) {
            found.put(inputs.group(1), inputs.group(2).replace("&amp;", "&"));
        }
        return found;
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As a browser goes to a page; whoever asks for anything else is not led to sign in. */
    private HttpResponse<String> visit(URI page) throws IOException {
        return send(HttpRequest.newBuilder(page).header("Accept", PAGE));
    }

    /** @param path with its query */
    public HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(plinth.resolve(path)));
    }

    /** @param idempotencyKey null for none */
    public HttpResponse<String> post(String path, String json, @Nullable String idempotencyKey) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(plinth.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return browser.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
