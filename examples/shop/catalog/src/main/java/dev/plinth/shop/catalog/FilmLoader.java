// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the films into the database before the service takes traffic. What is there is left alone, so a start that was killed in the middle is
 * completed by the next one, and several copies may start at once.
 */
@Component
class FilmLoader implements ApplicationRunner {
    static final int FILMS = 3_201;

    private static final Logger LOG = LoggerFactory.getLogger(FilmLoader.class);
    private static final int BATCH = 400;

    private final FilmMapper films;
    private final JsonMapper json;

    FilmLoader(FilmMapper films, JsonMapper json) {
        this.films = films;
        this.json = json;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        int before = films.count();
        if (before == FILMS) {
            return;
        }
        try (InputStream file = new ClassPathResource("films/films.jsonl").getInputStream();
                MappingIterator<ListedFilm> listed =
                        json.readerFor(ListedFilm.class).readValues(file)) {
            List<ListedFilm> batch = new ArrayList<>(BATCH);
            while (listed.hasNext()) {
                batch.add(listed.next());
                if (batch.size() == BATCH || !listed.hasNext()) {
                    films.insert(batch);
                    batch.clear();
                }
            }
        }
        LOG.info("Loaded {} films, {} were there", films.count() - before, before);
    }
}
