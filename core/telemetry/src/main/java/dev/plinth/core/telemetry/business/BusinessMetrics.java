// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.telemetry.business.Tally.AtPlace;
import dev.plinth.core.telemetry.business.Tally.AtTransaction;
import dev.plinth.core.telemetry.business.Tally.Done;
import dev.plinth.core.telemetry.business.Tally.Place;
import dev.plinth.core.telemetry.business.Tally.Visits;
import dev.plinth.core.telemetry.metric.counted.CountedSeries;
import dev.plinth.core.telemetry.metric.counted.HourlyCounters;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Metadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** Visits and transactions as counters, for PromQL: in dashboards, recording rules and alerts. */
@Component
class BusinessMetrics implements CountedSeries {
    private static final String REQUESTS = "business_requests_total";
    private static final String ERRORS = "business_request_errors_total";
    private static final String VIEWS = "business_page_views_total";
    private static final String SESSIONS = "business_sessions_total";
    private static final String TRANSACTIONS = "business_transactions_total";
    private static final String AMOUNT = "business_transaction_amount_total";
    private static final Map<String, String> HELP = Map.of(
            REQUESTS, "Requests to services over gateways",
            ERRORS, "Requests that ended with 5xx or without an answer",
            VIEWS, "Pages that people looked at",
            SESSIONS, "Sessions that began",
            TRANSACTIONS, "Transactions by result and reason",
            AMOUNT, "What transactions were worth");

    private final BusinessStore store;

    BusinessMetrics(BusinessStore store) {
        this.store = store;
    }

    /** A transaction that came out in one way. */
    private record Came(String env, String transaction, String reason) {}

    @Override
    public Set<String> names() {
        return HELP.keySet();
    }

    @Override
    public List<Counted> select(List<Matcher> matchers, long from, long to) {
        Instant begin = Instant.ofEpochMilli(HourlyCounters.begin(from));
        Instant end = Instant.ofEpochMilli(to);
        List<Counted> found = new ArrayList<>();
        if (!begin.isBefore(end)) {
            return found;
        }
        if (CountedSeries.anyOf(matchers, REQUESTS, ERRORS, VIEWS, SESSIONS)) {
            Map<Place, NavigableMap<Long, Visits>> counted = new HashMap<>();
            store.minutes(null, begin, end, (at, visits) -> put(counted, at, visits));
            counted.forEach((place, minutes) -> {
                add(found, matchers, labels(REQUESTS, place), minutes, to, visits -> visits.requests);
                add(found, matchers, labels(ERRORS, place), minutes, to, visits -> visits.errors);
                add(found, matchers, labels(VIEWS, place), minutes, to, visits -> visits.views);
                add(found, matchers, labels(SESSIONS, place), minutes, to, visits -> visits.sessions);
            });
        }
        if (CountedSeries.anyOf(matchers, TRANSACTIONS, AMOUNT)) {
            Map<Came, NavigableMap<Long, Done>> counted = new HashMap<>();
            store.done(
                    false,
                    null,
                    begin,
                    end,
                    (at, done) -> counted.computeIfAbsent(
                                    new Came(at.env(), at.transaction(), at.reason()), each -> new TreeMap<>())
                            .put(at.millis(), done));
            counted.forEach((came, minutes) -> {
                add(found, matchers, labels(TRANSACTIONS, came), minutes, to, done -> done.count);
                add(found, matchers, labels(AMOUNT, came), minutes, to, done -> done.amount.doubleValue());
            });
        }
        return found;
    }

    private static void put(Map<Place, NavigableMap<Long, Visits>> to, AtPlace at, Visits visits) {
        to.computeIfAbsent(at.place(), each -> new TreeMap<>()).put(at.millis(), visits);
    }

    private static <T> void add(
            List<Counted> to,
            List<Matcher> matchers,
            Labels labels,
            NavigableMap<Long, T> minutes,
            long until,
            ToDoubleFunction<T> count) {
        if (CountedSeries.matches(matchers, labels)) {
            to.add(new Counted(labels, () -> HourlyCounters.of(minutes, until, count)));
        }
    }

    private static Labels labels(String name, Place place) {
        return Labels.of(
                Labels.METRIC_NAME,
                name,
                "job",
                place.app(),
                "env",
                place.env(),
                "route",
                place.route(),
                "release",
                place.release());
    }

    private static Labels labels(String name, Came came) {
        return Labels.of(
                Labels.METRIC_NAME,
                name,
                "job",
                came.transaction(),
                "env",
                came.env(),
                "transaction",
                came.transaction(),
                "result",
                came.reason().isEmpty() ? "success" : "failure",
                "reason",
                came.reason());
    }

    @Override
    public Set<Labels> labels(List<Matcher> matchers) {
        Set<Labels> found = new HashSet<>();
        if (CountedSeries.anyOf(matchers, REQUESTS, ERRORS, VIEWS, SESSIONS)) {
            for (Place place : store.places()) {
                for (String name : List.of(REQUESTS, ERRORS, VIEWS, SESSIONS)) {
                    found.add(labels(name, place));
                }
            }
        }
        if (CountedSeries.anyOf(matchers, TRANSACTIONS, AMOUNT)) {
            for (AtTransaction at : store.outcomes()) {
                Came came = new Came(at.env(), at.transaction(), at.reason());
                found.add(labels(TRANSACTIONS, came));
                found.add(labels(AMOUNT, came));
            }
        }
        found.removeIf(labels -> !CountedSeries.matches(matchers, labels));
        return found;
    }

    @Override
    public Map<String, Set<Metadata>> metadata() {
        Map<String, Set<Metadata>> found = new HashMap<>();
        if (store.isAny("visit_minute")) {
            describe(found, REQUESTS, ERRORS, VIEWS, SESSIONS);
        }
        if (store.isAny("transaction_minute")) {
            describe(found, TRANSACTIONS, AMOUNT);
        }
        return found;
    }

    private static void describe(Map<String, Set<Metadata>> into, String... names) {
        for (String name : names) {
            String help = Objects.requireNonNull(HELP.get(name));
            into.put(name, Set.of(new Metadata(name, Metadata.Type.COUNTER, help, "")));
        }
    }
}
