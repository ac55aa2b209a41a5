// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

final class FilmNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilmNotFoundException(int id) {
        super("There is no film %d (expected: 1 to %d).".formatted(id, FilmLoader.FILMS));
    }
}
