// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.demo.Customer;
import dev.plinth.cli.demo.Traffic;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "demo",
        description = "The demo shop, which plinth up --demo runs.",
        subcommands = {DemoCommand.SendTraffic.class})
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        terminal.line("plinth demo traffic; see plinth demo --help.");
        return ExitCode.USAGE.code();
    }

    @Command(
            name = "traffic",
            description = "Let customers look around in the shop and buy, and show what came back.",
            footer = {"", "The customers are the users customer-1, customer-2, …; they get a new password each time."})
    static final class SendTraffic extends ResourceCommand implements Callable<Integer> {
        private static final int MOST_PER_SECOND = 500;
        private static final Duration LONGEST = Duration.ofHours(1);
        private static final int FILMS = 3_201;

        @Option(
                names = "--rps",
                paramLabel = "N",
                defaultValue = "10",
                description = "Requests a second, 1 to 500; 10 if not given.")
        int perSecond;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                defaultValue = "30s",
                converter = Span.class,
                description = "How long, as 30s or 5m, at most 1h; 30s if not given.")
        Duration howLong = Duration.ZERO;

        @Option(
                names = "--customers",
                paramLabel = "N",
                defaultValue = "5",
                description = "How many, 1 to 50; 5 if not given.")
        int customers;

        @Override
        public Integer call() throws InterruptedException {
            check("--rps", perSecond, MOST_PER_SECOND);
            check("--customers", customers, 50);
            if (howLong.isZero() || howLong.compareTo(LONGEST) > 0) {
                throw new Failure(
                        ExitCode.USAGE, "--for: " + howLong.toSeconds() + " s (expected: 1s to 1h)", "Correct --for.");
            }
            Api api = api();
            URI plinth = URI.create(api.publicUrl());
            List<Customer> all = new ArrayList<>();
            for (int i = 1; i <= customers; i++) {
                all.add(customer(api, plinth, "customer-" + i));
            }
            terminal.line("%d customers are signed in; %d requests a second for %d s."
                    .formatted(customers, perSecond, howLong.toSeconds()));
            Traffic traffic = new Traffic(all, FILMS, new Random());
            int[] seconds = {0};
            traffic.run(perSecond, howLong, answered -> progress(++seconds[0], answered, traffic.failures()));
            show(traffic);
            return ExitCode.OK.code();
        }

        private static void check(String option, int value, int most) {
            if (value < 1 || value > most) {
                throw new Failure(
                        ExitCode.USAGE,
                        "%s: %d (expected: 1 to %d)".formatted(option, value, most),
                        "Correct " + option + ".");
            }
        }

        private static Customer customer(Api api, URI plinth, String username) {
            boolean known = api.get("users", Map.of("query", username, "limit", "1000"))
                    .path("items")
                    .valueStream()
                    .anyMatch(user -> user.path("username").asString("").equals(username));
            if (!known) {
                api.post(
                        "users/" + username,
                        Map.of(),
                        "application/json",
                        BodyPublishers.ofString("{\"displayName\": \"A customer of the demo\"}"));
            }
            byte[] password = new byte[24];
            new SecureRandom().nextBytes(password);
            return Customer.signIn(
                    plinth,
                    UserCommand.signInLink(api, username),
                    Base64.getUrlEncoder().encodeToString(password));
        }

        private void progress(int second, int answered, int failures) {
            if (terminal.isInteractive()) {
                terminal.back(second == 1 ? 0 : 1);
            } else if (second % 10 != 0) {
                return;
            }
            terminal.line("%4d s  %d answered%s"
                    .formatted(second, answered, failures == 0 ? "" : ", " + failures + " failed"));
        }

        private void show(Traffic traffic) {
            terminal.line("");
            table(List.of("REQUEST", "COUNT", "P50 MS", "P99 MS", "STATUS"), traffic.rows());
            terminal.line("");
            terminal.line("%.1f answers a second%s%s."
                    .formatted(
                            traffic.answered() * 1_000.0 / howLong.toMillis(),
                            traffic.failures() == 0 ? "" : ", " + traffic.failures() + " failed",
                            traffic.leftOut() == 0
                                    ? ""
                                    : ", " + traffic.leftOut() + " not sent, since too many were open"));
            Map<String, Integer> orders = traffic.orders();
            List<String> each = new ArrayList<>();
            orders.forEach((status, count) ->
                    each.add(count + " " + status.toLowerCase(Locale.ROOT).replace('_', ' ')));
            terminal.line("%d orders: %s."
                    .formatted(
                            orders.values().stream().mapToInt(Integer::intValue).sum(),
                            orders.isEmpty() ? "none" : String.join(", ", each)));
        }
    }

    /** {@code 30s}, {@code 5m}, {@code 1h}. */
    static final class Span implements ITypeConverter<Duration> {
        private static final Pattern SPAN = Pattern.compile("(\\d{1,5})([smh])");

        @Override
        public Duration convert(String text) {
            Matcher span = SPAN.matcher(text);
            if (!span.matches()) {
                throw new TypeConversionException("\"%s\" (expected: as 30s, 5m or 1h)".formatted(text));
            }
            long number = Long.parseLong(span.group(1));
            return switch (span.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
    }
}
