// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPolicyTest {
    private static final Principal ADA = new Principal("user:ada", Set.of("operators"));
    private static final Principal BOB = new Principal("user:bob", Set.of());

    private static Rule rule(List<String> verbs, List<String> kinds, List<String> environments, List<String> names) {
        return Rule.of(new RoleSpec.Rule(verbs, kinds, environments, names));
    }

    private static final AccessPolicy POLICY = new AccessPolicy(
            Map.of(
                    "reader", List.of(rule(List.of("read"), List.of("*"), List.of(), List.of())),
                    "shop",
                            List.of(
                                    rule(List.of("read", "write"), List.of("Route"), List.of("dev"), List.of("shop-*")),
                                    rule(List.of("*"), List.of("Config"), List.of("dev", "qa-*"), List.of()))),
            List.of(
                    new AccessPolicy.Binding("operators", "shop", List.of(new Glob("group:operators"))),
                    new AccessPolicy.Binding("readers", "reader", List.of(new Glob("app:*")))));

    @ParameterizedTest
    @CsvSource({
        "WRITE,  Route,  dev,  shop-web, true",
        "WRITE,  Route,  prod, shop-web, false",
        "WRITE,  Route,  dev,  pay,      false",
        "DELETE, Route,  dev,  shop-web, false",
        "DELETE, Config, qa-2, any,      true",
        "REVEAL, Config, dev,  any,      true",
        "READ,   Config, prod, any,      false",
        "READ,   Role,   dev,  any,      false"
    })
    void a_rule_allows_verbs_on_kinds_environments_and_names(
            Verb verb, String kind, String env, String name, boolean allowed) {
        assertThat(POLICY.decide(ADA, verb, new ResourceKey(kind, env, name)).allowed())
                .isEqualTo(allowed);
    }

    @Test
    void a_rule_for_an_environment_does_not_reach_global_resources() {
        assertThat(POLICY.decide(ADA, Verb.READ, ResourceKey.global("Route", "shop-web"))
                        .allowed())
                .isFalse();
    }

    @Test
    void who_has_no_role_may_nothing_and_is_told_so() {
        Decision decision = POLICY.decide(BOB, Verb.READ, new ResourceKey("Route", "dev", "shop"));
        assertThat(decision)
                .isEqualTo(new Decision(false, "user:bob has no role, so nothing allows read on Route/shop in dev"));
    }

    @Test
    void an_answer_names_the_binding_the_role_and_the_rule() {
        assertThat(POLICY.decide(ADA, Verb.DELETE, new ResourceKey("Config", "dev", "shop"))
                        .reason())
                .isEqualTo(
                        "RoleBinding/operators gives user:ada the role shop (rule 2), which allows delete on Config/shop in dev");
        assertThat(POLICY.decide(ADA, Verb.DELETE, new ResourceKey("Route", "dev", "shop"))
                        .reason())
                .isEqualTo("no rule of the roles of user:ada (shop) allows delete on Route/shop in dev");
    }

    @Test
    void subjects_are_patterns() {
        assertThat(POLICY.decide(new Principal("app:orders", Set.of()), Verb.READ, ResourceKey.global("Role", "x"))
                        .allowed())
                .isTrue();
    }

    @Test
    void a_right_is_covered_only_by_one_that_is_at_least_as_wide() {
        assertThat(POLICY.covers(ADA, rule(List.of("write"), List.of("Route"), List.of("dev"), List.of("shop-web"))))
                .isTrue();
        assertThat(POLICY.covers(ADA, rule(List.of("write"), List.of("Route"), List.of("dev"), List.of())))
                .isFalse();
        assertThat(POLICY.covers(ADA, rule(List.of("write"), List.of("*"), List.of("dev"), List.of("shop-web"))))
                .isFalse();
        assertThat(POLICY.covers(Principal.SYSTEM, rule(List.of("*"), List.of("*"), List.of(), List.of())))
                .isTrue();
    }

    private static final AccessPolicy OWN = new AccessPolicy(
            Map.of(
                    "app",
                    List.of(
                            rule(List.of("read"), List.of("Config"), List.of(), List.of("{self}")),
                            rule(List.of("write"), List.of("Instance"), List.of(), List.of("{self}.*")))),
            List.of(new AccessPolicy.Binding("apps", "app", List.of(new Glob("app:*")))));

    @ParameterizedTest
    @CsvSource({
        "app:orders,    READ,  Config,   orders,      true",
        "app:orders,    READ,  Config,   payments,    false",
        "app:orders,    WRITE, Config,   orders,      false",
        "app:orders,    WRITE, Instance, orders.a,    true",
        "app:orders,    WRITE, Instance, orders-eu.a, false",
        "app:orders,    WRITE, Instance, payments.a,  false",
        "app:orders,    WRITE, Instance, orders,      false",
        "app:*,         READ,  Config,   orders,      false",
        "app:{self},    READ,  Config,   orders,      false",
        "user:orders,   READ,  Config,   orders,      false"
    })
    void self_is_the_name_of_who_asks(String principal, Verb verb, String kind, String name, boolean allowed) {
        Decision decision = OWN.decide(new Principal(principal, Set.of()), verb, new ResourceKey(kind, "dev", name));
        assertThat(decision.allowed()).as(decision.reason()).isEqualTo(allowed);
    }

    @Test
    void an_answer_about_self_names_the_rule() {
        assertThat(OWN.decide(
                                new Principal("app:orders", Set.of()),
                                Verb.WRITE,
                                new ResourceKey("Instance", "dev", "orders.a"))
                        .reason())
                .isEqualTo(
                        "RoleBinding/apps gives app:orders the role app (rule 2), which allows write on Instance/orders.a in dev");
    }

    @Test
    void self_is_granted_only_by_who_may_do_it_for_all_names() {
        Rule wanted = rule(List.of("read"), List.of("Config"), List.of(), List.of("{self}"));
        assertThat(OWN.covers(new Principal("app:orders", Set.of()), wanted)).isFalse();
        AccessPolicy odd = new AccessPolicy(
                Map.of(
                        "odd",
                        List.of(rule(List.of("*"), List.of("*"), List.of(), List.of("{*"))),
                        "all",
                        List.of(rule(List.of("*"), List.of("*"), List.of(), List.of()))),
                List.of(
                        new AccessPolicy.Binding("odd", "odd", List.of(new Glob("user:bob"))),
                        new AccessPolicy.Binding("all", "all", List.of(new Glob("group:operators")))));
        assertThat(odd.covers(BOB, wanted)).isFalse();
        assertThat(odd.covers(ADA, wanted)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*,,true",
        "a*,abc,true",
        "*c,abc,true",
        "a*c,abc,true",
        "a*c,acb,false",
        "a**b,ab,true",
        "abc,ab,false",
        "ab,abc,false"
    })
    void a_star_stands_for_any_characters(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text == null ? "" : text)).isEqualTo(matches);
    }
}
