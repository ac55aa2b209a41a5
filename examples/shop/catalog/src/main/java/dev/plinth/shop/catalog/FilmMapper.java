// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Mapper;

/** The statements are in FilmMapper.xml. */
@Mapper
interface FilmMapper {
    /** A film that the index has not, or not as it is now. */
    record Unindexed(long revision, Film film) {}

    int count();

    /** Those that are there already are left alone. */
    void insert(List<ListedFilm> films);

    Optional<Film> film(int id);

    /** In no order. */
    List<Film> films(Collection<Integer> ids);

    List<Integer> find(FilmQuery query, String pattern, int limit, int offset);

    long countFound(FilmQuery query, String pattern);

    List<Facet> genres(FilmQuery query, String pattern);

    List<Facet> decades(FilmQuery query, String pattern);

    /** @return 0 when this event has been counted already */
    int insertEvent(UUID id);

    int forgetOldEvents();

    int addSold(int id, int quantity);

    /** One copy of the service at a time, until its transaction ends or its connection breaks. */
    boolean tryLockIndex();

    List<Unindexed> unindexed(int limit);

    int countIndexed();

    /** Unless it has changed since it was read. */
    void markIndexed(int id, long revision);

    void markAllUnindexed();
}
