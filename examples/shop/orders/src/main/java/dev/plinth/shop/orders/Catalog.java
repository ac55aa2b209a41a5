// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.orders;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.plinth.spring.Discovered;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** What a film is called and costs, as the catalog says at this moment. */
@Component
class Catalog {
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Film(int id, String title, long priceCents, String currency) {}

    private final RestClient catalog;

    Catalog(@Discovered RestClient.Builder builder) {
        this.catalog = builder.baseUrl("http://catalog").build();
    }

    /**
     * @throws OrderRefusedException if there is no such film
     * @throws AwayException if the catalog does not answer as it should
     */
    Film film(int id) {
        try {
            return Objects.requireNonNull(
                    catalog.get().uri("/shop/api/films/{id}", id).retrieve().body(Film.class));
        } catch (HttpClientErrorException.NotFound e) {
            throw OrderRefusedException.unknownFilm(id);
        } catch (RestClientException e) {
            throw new AwayException("catalog", e);
        } catch (RuntimeException e) {
            // no instance is up
            throw new AwayException("catalog", e);
        }
    }
}
