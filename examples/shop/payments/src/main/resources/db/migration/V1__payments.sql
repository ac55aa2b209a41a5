create table payment (
    order_id     uuid primary key,
    amount_cents bigint      not null check (amount_cents > 0),
    currency     text        not null,
    status       text        not null check (status in ('PAID', 'DECLINED')),
    decided_at   timestamptz not null
);
