// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.business.Tally.Place;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Counts the visits and transactions in what gateways wrote of requests. */
@Component
class AccessReading implements Counting.Reading {
    private static final Logger LOG = LoggerFactory.getLogger(AccessReading.class);
    private static final ObjectReader LINE = JsonMapper.shared()
            .readerFor(AccessLine.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    /** As keys of the database they must not be endless. */
    private static final int MAX_NAME = 253;

    private final DeclaredTransactions transactions;
    private final VisitorIds ids;
    private final TelemetryFigures figures;

    AccessReading(DeclaredTransactions transactions, VisitorIds ids, TelemetryFigures figures) {
        this.transactions = transactions;
        this.ids = ids;
        this.figures = figures;
    }

    @Override
    public void count(ConsumerRecord<byte[], byte[]> record, Tally tally) {
        for (String line : new String(record.value(), StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                try {
                    count(LINE.readValue(line), record.timestamp(), tally);
                } catch (JacksonException e) {
                    figures.dead(1);
                    LOG.error(
                            "A line of record {} of {}-{} cannot be read: {}",
                            record.offset(),
                            record.topic(),
                            record.partition(),
                            e.getMessage());
                }
            }
        }
    }

    private void count(AccessLine line, long received, Tally tally) {
        String service = line.service();
        if (service == null) {
            return;
        }
        long millis = Moments.believed(line.time() / 1_000, received);
        Place place = new Place(name(line.env()), name(service), name(line.route()), name(line.release()));
        Long visitor = visitor(line, millis);
        tally.visit(place, millis, line.page(), line.isError(), visitor);
        Happening happening = new Happening(
                Happening.Sort.REQUEST, place.env(), place.route(), place.app(), line.person(), line.fields());
        for (Outcome outcome : transactions.outcomes(happening)) {
            String user = outcome.user();
            tally.transaction(outcome, millis, user == null ? visitor : Long.valueOf(ids.ofUser(user)));
        }
    }

    private @Nullable Long visitor(AccessLine line, long millis) {
        String person = line.person();
        if (person != null) {
            return ids.ofUser(person);
        }
        return stranger(line, millis);
    }

    /** Null for a program that has said who it is. */
    private @Nullable Long stranger(AccessLine line, long millis) {
        if (line.isProgram()) {
            return null;
        }
        return ids.ofStranger(Objects.requireNonNullElse(line.client(), ""), line.agent(), millis);
    }

    private static String name(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String plain = text.replace('\0', '\uFFFD');
        return plain.length() > MAX_NAME ? plain.substring(0, MAX_NAME) : plain;
    }
}
