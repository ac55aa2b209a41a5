-- What is known of the alerts of a group of rules, so that another core can go on with it.
create table rule_group (
    env       text        not null,
    name      text        not null,
    -- when it was last evaluated
    evaluated timestamptz not null,
    rules     jsonb       not null,
    primary key (env, name)
);
