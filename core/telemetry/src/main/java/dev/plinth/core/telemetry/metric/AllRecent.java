// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.kernel.cluster.Cores;
import dev.plinth.core.kernel.cluster.Cores.Peer;
import dev.plinth.core.telemetry.metric.RecentController.Question;
import dev.plinth.core.telemetry.metric.partition.Partitions;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What all cores have in memory. They are asked at the same time; a part that is not there is said. */
@Component
@Primary
class AllRecent implements Recent {
    private static final Logger LOG = LoggerFactory.getLogger(AllRecent.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LocalRecent local;
    private final Partitions partitions;
    private final Cores cores;
    private final JsonMapper json;

    AllRecent(LocalRecent local, Partitions partitions, Cores cores, JsonMapper json) {
        this.local = local;
        this.partitions = partitions;
        this.cores = cores;
        this.json = json;
    }

    private interface Read<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** What another core says; null when it does not. */
    private record Said<T>(Peer peer, @Nullable T answer, String failure) {}

    @Override
    public Found select(List<Matcher> matchers, long from, long to) {
        List<Said<Found>> said = ask("select", Question.of(matchers, from, to), in -> RecentAnswer.read(true, in));
        return together(local.select(matchers, from, to), said);
    }

    @Override
    public Found labels(List<Matcher> matchers, long from, long to) {
        List<Said<Found>> said = ask("labels", Question.of(matchers, from, to), in -> RecentAnswer.read(false, in));
        return together(local.labels(matchers, from, to), said);
    }

    private Found together(Found own, List<Said<Found>> said) {
        List<RecentSeries> series = new ArrayList<>(own.series());
        Map<Integer, Long> cutUntil = new HashMap<>(own.cutUntil());
        List<String> missing = new ArrayList<>(own.missing());
        List<String> silent = new ArrayList<>();
        for (Said<Found> each : said) {
            Found found = each.answer;
            if (found == null) {
                silent.add("The core at %s does not answer: %s.".formatted(each.peer.url(), each.failure));
            } else {
                series.addAll(found.series());
                found.cutUntil().forEach((partition, until) -> cutUntil.merge(partition, until, Math::max));
                missing.addAll(found.missing());
            }
        }
        int count = partitions.count();
        if (count == 0) {
            missing.add("It is not known yet which cores have recent metrics.");
        }
        for (int partition = 0; partition < count; partition++) {
            if (!cutUntil.containsKey(partition)) {
                missing.add("No core has partition %d of recent metrics. %s"
                        .formatted(partition, String.join(" ", silent))
                        .strip());
            }
        }
        return new Found(series, cutUntil, missing);
    }

    @Override
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        List<Said<Map<Labels, List<Exemplar>>>> said =
                ask("exemplars", Question.of(matchers, from, to), RecentAnswer::readExemplars);
        Map<Labels, List<Exemplar>> all = new HashMap<>(local.exemplars(matchers, from, to));
        said.forEach(each -> {
            if (each.answer != null) {
                all.putAll(each.answer);
            }
        });
        return all;
    }

    @Override
    public Map<String, Set<Metadata>> metadata() {
        List<Said<Map<String, Set<Metadata>>>> said =
                ask("metadata", Question.of(List.of(), 0, 0), RecentAnswer::readMetadata);
        Map<String, Set<Metadata>> all = local.metadata();
        said.forEach(each -> {
            if (each.answer != null) {
                each.answer.forEach((family, some) ->
                        all.computeIfAbsent(family, name -> new HashSet<>()).addAll(some));
            }
        });
        return all;
    }

    private <T> List<Said<T>> ask(String what, Question question, Read<T> read) {
        List<Peer> peers = cores.others();
        if (peers.isEmpty()) {
            return List.of();
        }
        byte[] body = json.writeValueAsBytes(question);
        List<Future<Said<T>>> asked = new ArrayList<>();
        for (Peer peer : peers) {
            FutureTask<Said<T>> task = new FutureTask<>(() -> ask(peer, what, body, read));
            Thread.ofVirtual().name("metrics-ask-" + peer.id()).start(task);
            asked.add(task);
        }
        List<Said<T>> said = new ArrayList<>();
        try {
            for (Future<Said<T>> each : asked) {
                said.add(each.get());
            }
        } catch (InterruptedException e) {
            asked.forEach(each -> each.cancel(true));
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("What another core said could not be read", e.getCause());
        }
        return said;
    }

    private <T> Said<T> ask(Peer peer, String what, byte[] body, Read<T> read) throws InterruptedException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(cores.ask(peer, RecentController.PATH + what, body, LIMIT)))) {
            return new Said<>(peer, read.from(in), "");
        } catch (IOException e) {
            LOG.debug("The core at {} does not answer", peer.url(), e);
            String why = e.getMessage();
            return new Said<>(peer, null, why == null ? e.getClass().getSimpleName() : why);
        }
    }
}
