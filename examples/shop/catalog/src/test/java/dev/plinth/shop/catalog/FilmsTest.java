// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/** The file with the films. */
class FilmsTest {
    private static List<ListedFilm> films() throws IOException {
        try (InputStream file = new ClassPathResource("films/films.jsonl").getInputStream()) {
            return JsonMapper.shared()
                    .readerFor(ListedFilm.class)
                    .<ListedFilm>readValues(file)
                    .readAll();
        }
    }

    @Test
    void there_are_3201_with_ids_in_their_order() throws IOException {
        assertThat(films())
                .hasSize(3_201)
                .hasSize(FilmLoader.FILMS)
                .extracting(ListedFilm::id)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 3_201).boxed().toList());
    }

    @Test
    void each_has_a_title_and_a_day_in_the_past() throws IOException {
        assertThat(films()).allSatisfy(film -> {
            assertThat(film.title()).isNotBlank();
            assertThat(film.released().getYear()).isBetween(1915, 2011);
        });
    }

    @Test
    void prices_are_between_399_and_1099_and_better_films_cost_more() throws IOException {
        assertThat(films()).extracting(ListedFilm::priceCents).allMatch(cents -> cents >= 399 && cents <= 1_099);
        ListedFilm bad = film("A Bad One", 3.1);
        ListedFilm good = film("A Good One", 8.3);
        assertThat(good.priceCents()).isGreaterThan(bad.priceCents());
    }

    private static ListedFilm film(String title, double score) {
        return new ListedFilm(1, title, java.time.LocalDate.of(1999, 3, 31), null, null, null, null, score, 10, null);
    }
}
