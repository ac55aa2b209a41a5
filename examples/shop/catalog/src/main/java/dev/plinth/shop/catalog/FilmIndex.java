// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch._types.FieldValue;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.opensearch.client.opensearch._types.SortOptions;
import org.opensearch.client.opensearch._types.SortOrder;
import org.opensearch.client.opensearch._types.VersionType;
import org.opensearch.client.opensearch._types.aggregations.Aggregation;
import org.opensearch.client.opensearch._types.mapping.DynamicMapping;
import org.opensearch.client.opensearch._types.mapping.Property;
import org.opensearch.client.opensearch._types.query_dsl.BoolQuery;
import org.opensearch.client.opensearch._types.query_dsl.Query;
import org.opensearch.client.opensearch._types.query_dsl.TextQueryType;
import org.opensearch.client.opensearch.core.BulkRequest;
import org.opensearch.client.opensearch.core.BulkResponse;
import org.opensearch.client.opensearch.core.SearchRequest;
import org.opensearch.client.opensearch.core.SearchResponse;
import org.opensearch.client.opensearch.core.search.Hit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The index of OpenSearch: it finds, and knows nothing that PostgreSQL does not know better. */
@Component
class FilmIndex {
    /** Raised when documents look different, so that the index is made anew. */
    private static final int FORM = 1;

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FACETS = 30;

    private final OpenSearchClient client;
    private final ObservationRegistry observations;
    private final String index;

    FilmIndex(
            OpenSearchClient client,
            ObservationRegistry observations,
            @Value("${plinth.indexes.shop-films}") String index) {
        this.client = client;
        this.observations = observations;
        this.index = index;
    }

    private interface Call<T> {
        T answer() throws IOException;
    }

    private <T> T call(String operation, Call<T> call) throws IOException {
        SenderContext<Object> context = new SenderContext<>((carrier, key, value) -> {}, Kind.CLIENT);
        Observation observation = Observation.createNotStarted("opensearch", () -> context, observations)
                .contextualName(operation + " " + index)
                .lowCardinalityKeyValue(KeyValue.of("db.system.name", "opensearch"))
                .lowCardinalityKeyValue(KeyValue.of("db.namespace", index))
                .lowCardinalityKeyValue(KeyValue.of("db.operation.name", operation));
        return observation.observeChecked(call::answer);
    }

    /** How many documents of today's form it has; -1 when there is no index. */
    long count() throws IOException {
        try {
            return call("count", () -> {
                client.indices().refresh(refresh -> refresh.index(index));
                return client.count(count -> count.index(index)
                                .query(query ->
                                        query.term(term -> term.field("form").value(FieldValue.of(FORM)))))
                        .count();
            });
        } catch (OpenSearchException e) {
            if (e.status() == NOT_FOUND) {
                return -1;
            }
            throw e;
        }
    }

    /** Empty, whatever was there. */
    void create() throws IOException {
        call("create", () -> {
            client.indices().delete(delete -> delete.index(index).ignoreUnavailable(true));
            return client.indices()
                    .create(create -> create.index(index)
                            .settings(settings -> settings.numberOfShards(1).numberOfReplicas(0))
                            .mappings(mapping ->
                                    mapping.dynamic(DynamicMapping.Strict).properties(properties())));
        });
    }

    private static Map<String, Property> properties() {
        Property number = Property.of(property -> property.integer(integer -> integer));
        Property words = Property.of(property ->
                property.text(text -> text.fields("prefix", prefix -> prefix.searchAsYouType(typed -> typed))
                        .fields("exact", exact -> exact.keyword(keyword -> keyword.normalizer("lowercase")))));
        return Map.ofEntries(
                Map.entry("form", number),
                Map.entry("title", words),
                Map.entry("director", words),
                Map.entry("genre", words),
                Map.entry("genreName", Property.of(property -> property.keyword(keyword -> keyword))),
                Map.entry("decade", number),
                Map.entry("released", Property.of(property -> property.date(date -> date))),
                Map.entry("score", Property.of(property -> property.double_(real -> real))),
                Map.entry("votes", number),
                Map.entry("priceCents", number),
                Map.entry("sold", number));
    }

    /** An older revision does not replace a newer one. */
    void put(List<FilmMapper.Unindexed> films) throws IOException {
        BulkRequest.Builder bulk = new BulkRequest.Builder();
        for (FilmMapper.Unindexed each : films) {
            bulk.operations(operation -> operation.index(document -> document.index(index)
                    .id(String.valueOf(each.film().id()))
                    .version(each.revision())
                    .versionType(VersionType.ExternalGte)
                    .document(document(each.film()))));
        }
        BulkResponse response = call("bulk", () -> client.bulk(bulk.build()));
        response.items().stream()
                .filter(item -> item.error() != null && item.status() != CONFLICT)
                .findFirst()
                .ifPresent(item -> {
                    throw new IllegalStateException("Film %s is refused by the index: %s"
                            .formatted(
                                    item.id(),
                                    item.error() == null ? "" : item.error().reason()));
                });
    }

    private static Map<String, Object> document(Film film) {
        Map<String, Object> document = new HashMap<>();
        document.put("form", FORM);
        document.put("title", film.title());
        document.put("decade", film.released().getYear() / 10 * 10);
        document.put("released", film.released().toString());
        document.put("priceCents", film.priceCents());
        document.put("sold", film.sold());
        if (film.director() != null) {
            document.put("director", film.director());
        }
        if (film.genre() != null) {
            document.put("genre", film.genre());
            document.put("genreName", film.genre());
        }
        if (film.score() != null) {
            document.put("score", film.score());
        }
        if (film.votes() != null) {
            document.put("votes", film.votes());
        }
        return document;
    }

    /** A facet leaves its own choice open, so that one can change one's mind: where one is made, its facet is asked for without it. */
    Found find(FilmQuery query) throws IOException {
        SearchResponse<Void> page = search(query, query.genre(), query.decade(), FilmQuery.PAGE_SIZE);
        SearchResponse<Void> anyGenre = query.genre() == null ? page : search(query, null, query.decade(), 0);
        SearchResponse<Void> anyDecade = query.decade() == null ? page : search(query, query.genre(), null, 0);
        return new Found(
                page.hits().hits().stream().map(Hit::id).map(Integer::valueOf).toList(),
                page.hits().total() == null ? 0 : page.hits().total().value(),
                Objects.requireNonNull(anyGenre.aggregations().get("genres")).sterms().buckets().array().stream()
                        .map(bucket -> new Facet(bucket.key(), bucket.docCount()))
                        .toList(),
                Objects.requireNonNull(anyDecade.aggregations().get("decades")).lterms().buckets().array().stream()
                        .map(bucket -> new Facet(String.valueOf(bucket.key()), bucket.docCount()))
                        .sorted(Comparator.comparing(Facet::value).reversed())
                        .toList());
    }

    private SearchResponse<Void> search(FilmQuery query, @Nullable String genre, @Nullable Integer decade, int size)
            throws IOException {
        BoolQuery.Builder conditions = new BoolQuery.Builder().must(words(query.words()));
        if (genre != null) {
            conditions.filter(term("genreName", FieldValue.of(genre)));
        }
        if (decade != null) {
            conditions.filter(term("decade", FieldValue.of(decade)));
        }
        SearchRequest request = SearchRequest.of(search -> search.index(index)
                .query(conditions.build().toQuery())
                .aggregations("genres", facet("genreName"))
                .aggregations("decades", facet("decade"))
                .sort(sort(query.effectiveSort()))
                .from(size == 0 ? 0 : query.offset())
                .size(size)
                .trackTotalHits(track -> track.enabled(true))
                .source(source -> source.fetch(false)));
        return call("search", () -> client.search(request, Void.class));
    }

    /** Whole words with a mistake or two, and beginnings of words as they are typed. */
    private static Query words(String words) {
        if (words.isEmpty()) {
            return Query.of(query -> query.matchAll(all -> all));
        }
        Query mistaken = Query.of(query -> query.multiMatch(match -> match.query(words)
                .fields("title^3", "director^2", "genre")
                .fuzziness("AUTO")
                .prefixLength(1)));
        Query typed = Query.of(query -> query.multiMatch(match -> match.query(words)
                .type(TextQueryType.BoolPrefix)
                .fields("title.prefix^6", "title.prefix._2gram^6", "director.prefix^3")));
        Query exact = Query.of(query -> query.term(term -> term.field("title.exact")
                .value(FieldValue.of(words.toLowerCase(Locale.ROOT)))
                .boost(50f)));
        return Query.of(query -> query.bool(bool -> bool.should(mistaken, typed, exact)));
    }

    private static Query term(String field, FieldValue value) {
        return Query.of(query -> query.term(term -> term.field(field).value(value)));
    }

    private static Aggregation facet(String field) {
        return Aggregation.of(
                aggregation -> aggregation.terms(terms -> terms.field(field).size(FACETS)));
    }

    private static List<SortOptions> sort(FilmQuery.Sort sort) {
        return switch (sort) {
            case RELEVANCE -> List.of(byScore(), by("votes", SortOrder.Desc));
            case POPULAR -> List.of(by("sold", SortOrder.Desc), by("votes", SortOrder.Desc));
            case SCORE -> List.of(by("score", SortOrder.Desc), by("votes", SortOrder.Desc));
            case NEWEST -> List.of(by("released", SortOrder.Desc));
            case OLDEST -> List.of(by("released", SortOrder.Asc));
            case PRICE -> List.of(by("priceCents", SortOrder.Asc));
            case TITLE -> List.of(by("title.exact", SortOrder.Asc));
        };
    }

    private static SortOptions byScore() {
        return SortOptions.of(sort -> sort.score(score -> score.order(SortOrder.Desc)));
    }

    private static SortOptions by(String field, SortOrder order) {
        return SortOptions.of(
                sort -> sort.field(by -> by.field(field).order(order).missing(FieldValue.of("_last"))));
    }
}
