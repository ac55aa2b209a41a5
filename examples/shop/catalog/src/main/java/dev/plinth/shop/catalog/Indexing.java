// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the index in step with PostgreSQL: a film whose revision is not indexed yet is put there, and an index that is missing, has lost
 * documents or has those of an older form is made anew. A film counts as indexed once OpenSearch has answered; who is killed before puts it
 * again, which changes nothing.
 */
@Component
class Indexing {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);
    private static final int BATCH = 500;
    private static final Duration LOOK_AFTER = Duration.ofSeconds(15);

    private final FilmMapper films;
    private final FilmIndex index;
    private final TransactionOperations transactions;
    private final Clock clock;
    private Instant looked = Instant.EPOCH;
    private boolean failing;
    private volatile boolean complete;

    Indexing(FilmMapper films, FilmIndex index, TransactionOperations transactions, Clock clock) {
        this.films = films;
        this.index = index;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Whether the index has all films, but perhaps those of the last second. */
    boolean isComplete() {
        return complete;
    }

    @Scheduled(fixedDelay = 1_000)
    void run() {
        try {
            while (Objects.requireNonNull(transactions.execute(transaction -> round())) == BATCH) {
                LOG.debug("There is more");
            }
            failing = false;
        } catch (IndexAwayException
                | OpenSearchException
                | IllegalStateException
                | DataAccessException
                | TransactionException e) {
            complete = false;
            looked = Instant.EPOCH;
            if (!failing) {
                failing = true;
                LOG.warn(
                        "The index is not in step with the films, search is done by PostgreSQL meanwhile: {}",
                        e.getMessage());
            }
        }
    }

    /** @return how many films were indexed */
    private int round() {
        if (!films.tryLockIndex()) {
            return 0;
        }
        List<FilmMapper.Unindexed> unindexed = films.unindexed(BATCH);
        Instant now = clock.instant();
        if (unindexed.isEmpty() && looked.plus(LOOK_AFTER).isAfter(now)) {
            return 0;
        }
        try {
            if (index.count() < films.countIndexed()) {
                LOG.info("The index of films is made anew");
                complete = false;
                films.markAllUnindexed();
                index.create();
                unindexed = films.unindexed(BATCH);
            }
            if (!unindexed.isEmpty()) {
                index.put(unindexed);
                unindexed.forEach(each -> films.markIndexed(each.film().id(), each.revision()));
            }
        } catch (IOException e) {
            throw new IndexAwayException(e);
        }
        looked = now;
        complete = unindexed.size() < BATCH;
        return unindexed.size();
    }

    /** OpenSearch does not answer. */
    private static final class IndexAwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        IndexAwayException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
