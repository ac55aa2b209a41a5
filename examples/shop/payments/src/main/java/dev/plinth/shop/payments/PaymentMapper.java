// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.payments;

import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;

@Mapper
interface PaymentMapper {
    @Select("""
            select order_id, amount_cents, currency, status, decided_at from payment where order_id = #{orderId}""")
    Optional<Payment> find(UUID orderId);

    /** @return 0 when there is a decision on this order already */
    @Insert("""
            insert into payment (order_id, amount_cents, currency, status, decided_at)
            values (#{orderId}, #{amountCents}, #{currency}, #{status}, #{decidedAt})
            on conflict (order_id) do nothing""")
    int insert(Payment payment);
}
