// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who asks, named as Plinth names them, {@code user:ada} or {@code app:shop}; groups are roles, scopes as usual. A bean, for a {@code
 * SecurityFilterChain} of one's own.
 */
public final class PlinthJwtAuthenticationConverter implements Converter<Jwt, AbstractAuthenticationToken> {
    @Override
    public AbstractAuthenticationToken convert(Jwt jwt) {
        String principal = jwt.getClaimAsString("principal");
        String subject = Objects.requireNonNullElse(jwt.getSubject(), "");
        return new JwtAuthenticationToken(jwt, authorities(jwt), principal == null ? subject : principal);
    }

    private static Collection<GrantedAuthority> authorities(Jwt jwt) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        add(authorities, jwt, "groups", "ROLE_");
        add(authorities, jwt, "scope", "SCOPE_");
        return authorities;
    }

    private static void add(List<GrantedAuthority> authorities, Jwt jwt, String claim, String prefix) {
        List<String> values = jwt.getClaimAsStringList(claim);
        if (values != null) {
            values.forEach(value -> authorities.add(new SimpleGrantedAuthority(prefix + value)));
        }
    }
}
