// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.stereotype.Service;

/**
 * Finds films: by OpenSearch, which forgives mistakes and knows what fits best; and by PostgreSQL, which looks for just these letters, while
 * OpenSearch is away or its index is not complete. The answer says which.
 */
@Service
class Search {
    private static final Logger LOG = LoggerFactory.getLogger(Search.class);
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

    /** @param engine who found it: opensearch or postgresql */
    record Page(
            List<Film> items,
            long total,
            int page,
            long pages,
            List<Facet> genres,
            List<Facet> decades,
            String engine) {}

    private final FilmMapper films;
    private final FilmIndex index;
    private final Indexing indexing;
    private final AsyncTaskExecutor executor;
    private final Clock clock;
    private volatile Instant notBefore = Instant.EPOCH;

    Search(
            FilmMapper films,
            FilmIndex index,
            Indexing indexing,
            @Qualifier("applicationTaskExecutor") AsyncTaskExecutor executor,
            Clock clock) {
        this.films = films;
        this.index = index;
        this.indexing = indexing;
        this.executor = executor;
        this.clock = clock;
    }

    Page find(FilmQuery query) {
        if (indexing.isComplete() && !clock.instant().isBefore(notBefore)) {
            Future<Found> found = executor.submit(() -> index.find(query));
            try {
                return page(query, found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "opensearch");
            } catch (ExecutionException | TimeoutException e) {
                found.cancel(true);
                notBefore = clock.instant().plus(LEFT_ALONE);
                LOG.warn("OpenSearch does not find films, PostgreSQL does for {}: {}", LEFT_ALONE, e.toString());
            } catch (InterruptedException e) {
                found.cancel(true);
                Thread.currentThread().interrupt();
            }
        }
        return page(query, bySql(query), "postgresql");
    }

    private Found bySql(FilmQuery query) {
        String pattern = query.words().isEmpty() ? "" : "%" + query.words().replaceAll("([\\\\%_])", "\\\\$1") + "%";
        return new Found(
                films.find(query, pattern, FilmQuery.PAGE_SIZE, query.offset()),
                films.countFound(query, pattern),
                films.genres(query, pattern),
                films.decades(query, pattern));
    }

    /** With what PostgreSQL knows of each: the index is a moment behind. */
    private Page page(FilmQuery query, Found found, String engine) {
        Map<Integer, Film> known = found.ids().isEmpty()
                ? Map.of()
                : films.films(found.ids()).stream().collect(Collectors.toMap(Film::id, Function.identity()));
        return new Page(
                found.ids().stream().map(known::get).filter(Objects::nonNull).toList(),
                found.total(),
                query.page(),
                (found.total() + FilmQuery.PAGE_SIZE - 1) / FilmQuery.PAGE_SIZE,
                found.genres(),
                found.decades(),
                engine);
    }
}
