// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class FilmController {
    private final Search search;
    private final FilmCache films;

    FilmController(Search search, FilmCache films) {
        this.search = search;
        this.films = films;
    }

    @GetMapping("/shop/api/films")
    Search.Page find(
            @RequestParam(defaultValue = "") @Size(max = 100, message = "at most 100 characters") String query,
            @RequestParam(required = false) @Size(max = 50, message = "at most 50 characters") @Nullable String genre,
            @RequestParam(required = false) @Min(1900) @Max(2090) @Nullable Integer decade,
            @RequestParam(defaultValue = "relevance") FilmQuery.Sort sort,
            @RequestParam(defaultValue = "1") @Min(1) @Max(400) int page) {
        return search.find(
                new FilmQuery(query.strip(), genre == null || genre.isBlank() ? null : genre, decade, sort, page));
    }

    @GetMapping("/shop/api/films/{id}")
    Film film(@PathVariable int id) {
        return films.film(id).orElseThrow(() -> new FilmNotFoundException(id));
    }
}
