// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.LedgerReader;
import dev.plinth.core.kernel.resource.Resource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Forgets the secrets of an app that is deleted, so that they do not come back with another app of its name. */
@Component
class DeletedApps implements LedgerReader {
    private static final Logger LOG = LoggerFactory.getLogger(DeletedApps.class);

    private final AppSecrets secrets;

    DeletedApps(AppSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void load(UUID installation, long seq, List<Resource> resources, List<Change> recent) {
        List<String> apps = resources.stream()
                .filter(resource -> resource.key().kind().equals(AppConfiguration.APP))
                .map(resource -> resource.key().name())
                .toList();
        aside(() -> secrets.deleteAllBut(apps));
    }

    @Override
    public void read(List<Change> changes) {
        for (Change change : changes) {
            if (change.key().kind().equals(AppConfiguration.APP) && change.after() == null) {
                aside(() -> secrets.deleteAll(change.key().name()));
            }
        }
    }

    /** Not on the thread that reads the ledger. What fails here is made good by the next start. */
    private static void aside(Runnable work) {
        Thread.ofVirtual().name("deleted-apps").start(() -> {
            try {
                work.run();
            } catch (DataAccessException e) {
                LOG.warn("Could not delete the secrets of deleted apps: {}", e.getMessage());
            }
        });
    }
}
