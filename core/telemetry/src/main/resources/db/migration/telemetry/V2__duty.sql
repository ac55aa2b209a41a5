-- Work that one core does, of all that are there; whose it is and until when.
create table duty (
    name   text        primary key,
    holder text        not null,
    -- higher by one with each new holder
    epoch  bigint      not null,
    until  timestamptz not null
);
