// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * Headers with checked names and values, as Netty checks them, but with a table for the names: there are a hundred letters of names in
 * each request and answer, and two comparisons a letter show in the profile. What the table does not know Netty decides.
 */
final class HeaderNames {
    static final HttpHeadersFactory CHECKED =
            DefaultHttpHeadersFactory.headersFactory().withNameValidator(HeaderNames::check);

    private static final boolean[] IS_TOKEN = tokens();

    private HeaderNames() {}

    /** The characters of a token (RFC 9110, section 5.6.2), by byte. */
    private static boolean[] tokens() {
        boolean[] tokens = new boolean[256];
        String all = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (byte each : all.getBytes(StandardCharsets.US_ASCII)) {
            tokens[each] = true;
        }
        return tokens;
    }

    private static void check(CharSequence name) {
        if (!(name instanceof AsciiString ascii) || !isToken(ascii)) {
            DefaultHttpHeadersFactory.headersFactory().getNameValidator().validateName(name);
        }
    }

    private static boolean isToken(AsciiString name) {
        byte[] bytes = name.array();
        int begin = name.arrayOffset();
        int end = begin + name.length();
        for (int i = begin; i < end; i++) {
            if (!IS_TOKEN[bytes[i] & 0xff]) {
                return false;
            }
        }
        return end > begin;
    }
}
