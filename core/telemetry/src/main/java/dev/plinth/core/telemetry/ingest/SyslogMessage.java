// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static dev.plinth.core.telemetry.pipeline.Attributes.text;

import dev.plinth.core.telemetry.pipeline.Attributes;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message of syslog as a log record: of RFC 5424, or of RFC 3164 as it is found in the wild, also with a time of RFC 3339. What follows neither
 * is kept with its whole text, as RFC 3164 wants it. Names of attributes are those of OpenTelemetry's data model.
 */
final class SyslogMessage {
    private static final Pattern PRIORITY = Pattern.compile("^<(\\d{1,3})>");
    private static final Pattern VERSION_1 = Pattern.compile(
            "^1 (?<time>\\S+) (?<host>\\S+) (?<app>\\S+) (?<proc>\\S+) (?<msg>\\S+) (?<rest>[-\\[].*)$",
            Pattern.DOTALL);
    private static final Pattern BSD = Pattern.compile(
            "^(?<time>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT\\S+) (?:(?<host>[^\\s:\\[]+) )?"
                    + "(?<tag>[^\\s:\\[]{1,64})(?:\\[(?<proc>[^\\]]{1,32})\\])?: ?(?<text>.*)$",
            Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("\\G ([^= \\]\"]{1,32})=\"((?:[^\"\\\\\\]]|\\\\.)*)\"");
    private static final int DEFAULT_PRIORITY = 13;
    private static final int MAX_PRIORITY = 191;
    private static final String BOM = "\uFEFF";

    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "security",
            "console",
            "solaris-cron",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");
    private static final List<String> SEVERITIES =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
    /** As OpenTelemetry's data model has them. */
    private static final List<SeverityNumber> NUMBERS = List.of(
            SeverityNumber.SEVERITY_NUMBER_FATAL,
            SeverityNumber.SEVERITY_NUMBER_ERROR3,
            SeverityNumber.SEVERITY_NUMBER_ERROR2,
            SeverityNumber.SEVERITY_NUMBER_ERROR,
            SeverityNumber.SEVERITY_NUMBER_WARN,
            SeverityNumber.SEVERITY_NUMBER_INFO2,
            SeverityNumber.SEVERITY_NUMBER_INFO,
            SeverityNumber.SEVERITY_NUMBER_DEBUG);

    private final Instant received;
    private final ZoneId zone;
    private final LogRecord.Builder record = LogRecord.newBuilder();
    private final Resource.Builder resource = Resource.newBuilder();

    private SyslogMessage(Instant received, ZoneId zone) {
        this.received = received;
        this.zone = zone;
    }

    /**
     * Reads a message. Bytes that are no UTF-8 are replaced.
     *
     * @param zone of times that do not say theirs
     */
    static SyslogMessage of(byte[] bytes, Instant received, ZoneId zone) {
        SyslogMessage message = new SyslogMessage(received, zone);
        message.read(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
        return message;
    }

    LogRecord record() {
        return record.build();
    }

    Resource resource() {
        return resource.build();
    }

    private void read(String text) {
        Matcher priority = PRIORITY.matcher(text);
        boolean prioritized = priority.find() && Integer.parseInt(priority.group(1)) <= MAX_PRIORITY;
        String rest = prioritized ? text.substring(priority.end()) : text;
        severity(prioritized ? Integer.parseInt(priority.group(1)) : DEFAULT_PRIORITY);
        Matcher version1 = VERSION_1.matcher(rest);
        Matcher bsd = BSD.matcher(rest);
        if (version1.matches()) {
            version1(version1);
        } else if (bsd.matches()) {
            time(bsd.group("time"));
            identify(bsd.group("host"), bsd.group("tag"), bsd.group("proc"));
            record.setBody(text(bsd.group("text")));
        } else {
            identify(null, null, null);
            record.setBody(text(rest));
        }
        if (record.getTimeUnixNano() == 0) {
            record.setTimeUnixNano(nanos(received));
        }
    }

    private void severity(int priority) {
        record.setSeverityText(SEVERITIES.get(priority % 8)).setSeverityNumber(NUMBERS.get(priority % 8));
        attribute("syslog.facility", FACILITIES.get(priority / 8));
    }

    private void version1(Matcher message) {
        time(message.group("time"));
        identify(message.group("host"), message.group("app"), message.group("proc"));
        attribute("syslog.msgid", message.group("msg"));
        String rest = message.group("rest");
        int end = structuredData(rest);
        String body = end < rest.length() ? rest.substring(end + 1) : "";
        record.setBody(text(body.startsWith(BOM) ? body.substring(1) : body));
    }

    /** Returns where the message begins; what is no structured data belongs to it. */
    private int structuredData(String rest) {
        if (rest.startsWith("-")) {
            return 1;
        }
        int at = 0;
        while (at < rest.length() && rest.charAt(at) == '[') {
            int name = at + 1;
            while (name < rest.length() && rest.charAt(name) != ' ' && rest.charAt(name) != ']') {
                name++;
            }
            String id = rest.substring(at + 1, name);
            Matcher parameter = PARAMETER.matcher(rest);
            int next = name;
            while (parameter.find(next) && parameter.start() == next) {
                attribute(
                        "syslog.structured_data." + id + "." + parameter.group(1),
                        parameter.group(2).replaceAll("\\\\([\"\\\\\\]])", "$1"));
                next = parameter.end();
            }
            if (next >= rest.length() || rest.charAt(next) != ']') {
                return at - 1;
            }
            at = next + 1;
        }
        return at;
    }

    private void identify(@Nullable String host, @Nullable String app, @Nullable String process) {
        resource("service.name", app == null || app.equals("-") ? "syslog" : app);
        resource("host.name", host);
        attribute("syslog.procid", process);
    }

    private void time(String text) {
        try {
            Instant time = Character.isDigit(text.charAt(0))
                    ? OffsetDateTime.parse(text).toInstant()
                    : withYear(text);
            record.setTimeUnixNano(Math.max(0, nanos(time)));
        } catch (DateTimeException e) {
            attribute("syslog.timestamp", text);
        }
    }

    /** RFC 3164 says no year: it is this one, or at its beginning the one before. */
    private Instant withYear(String text) {
        int year = received.atZone(zone).getYear();
        Instant time = ofYear(text, year);
        return time.isAfter(received.plus(Duration.ofDays(1))) ? ofYear(text, year - 1) : time;
    }

    private Instant ofYear(String text, int year) {
        DateTimeFormatter format = new DateTimeFormatterBuilder()
                .appendPattern("MMM ppd HH:mm:ss")
                .parseDefaulting(ChronoField.YEAR, year)
                .toFormatter(Locale.ENGLISH);
        return LocalDateTime.parse(text, format).atZone(zone).toInstant();
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private void attribute(String name, @Nullable String value) {
        if (value != null && !value.equals("-")) {
            record.addAttributes(Attributes.attribute(name, value));
        }
    }

    private void resource(String name, @Nullable String value) {
        if (value != null && !value.equals("-")) {
            resource.addAttributes(Attributes.attribute(name, value));
        }
    }
}
