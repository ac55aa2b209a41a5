// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "/shop, /shop",
        "/shop/, /shop/",
        "//shop///films, /shop/films",
        "/%73hop, /shop",
        "/shop;v=1/films;x, /shop/films",
        "/a%2Fb, /a/b",
        "/.well-known/x, /.well-known/x",
        "/;x, /",
    })
    void a_path_is_what_a_server_would_make_of_it(String path, String plain) {
        assertThat(Target.plain(path)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/a/.",
                "/a/%2e%2E/b",
                "/a/..;x/b",
                "/a%5Cb",
                "/a\\b",
                "/a%00",
                "/a%",
                "/a%zz",
                "/..%2fa"
            })
    void one_that_leads_up_or_cannot_be_read_is_none(String path) {
        assertThat(Target.plain(path)).isNull();
    }
}
