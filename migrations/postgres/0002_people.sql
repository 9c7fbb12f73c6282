-- Who there is, what they may, and how they sign in. `until_day` is the last day.

CREATE TABLE person (
    id         TEXT        NOT NULL PRIMARY KEY,
    email      TEXT        NOT NULL UNIQUE CHECK (email = lower(email)),
    name       TEXT        NOT NULL,
    title      TEXT        NOT NULL,
    unit       TEXT        NOT NULL,
    active     BOOLEAN     NOT NULL,
    version    BIGINT      NOT NULL CHECK (version > 0),
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

-- `hash` is the whole argon2id string with its salt and cost.
CREATE TABLE password (
    person_id  TEXT        NOT NULL PRIMARY KEY REFERENCES person (id),
    hash       TEXT        NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);

-- Only the hash of the cookie: who steals the database has no session.
CREATE TABLE session (
    token_hash   TEXT        NOT NULL PRIMARY KEY,
    person_id    TEXT        NOT NULL REFERENCES person (id),
    created_at   TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    ended_at     TIMESTAMPTZ
);

CREATE INDEX session_by_person ON session (person_id);

-- `state` is the body with its rules as JSON.
CREATE TABLE body (
    id         TEXT        NOT NULL PRIMARY KEY,
    key        TEXT        NOT NULL UNIQUE,
    name       TEXT        NOT NULL,
    state      TEXT        NOT NULL CHECK (state::json IS NOT NULL),
    version    BIGINT      NOT NULL CHECK (version > 0),
    changed_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE group_member (
    group_key TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    from_day  DATE NOT NULL,
    until_day DATE,
    PRIMARY KEY (group_key, person_id, from_day),
    CHECK (until_day IS NULL OR from_day <= until_day)
);

CREATE INDEX group_member_by_person ON group_member (person_id);

-- An office held: registrar, lawyer, secretary of a body.
CREATE TABLE appointment (
    id        BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    person_id TEXT   NOT NULL REFERENCES person (id),
    role      TEXT   NOT NULL,
    body_id   TEXT   REFERENCES body (id),
    from_day  DATE   NOT NULL,
    until_day DATE,
    CHECK (until_day IS NULL OR from_day <= until_day)
);

-- NULLs are never equal, hence the pair.
CREATE UNIQUE INDEX appointment_once_in_body ON appointment (person_id, role, body_id, from_day)
    WHERE body_id IS NOT NULL;
CREATE UNIQUE INDEX appointment_once ON appointment (person_id, role, from_day)
    WHERE body_id IS NULL;

CREATE TABLE membership (
    body_id   TEXT NOT NULL REFERENCES body (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    seat      TEXT NOT NULL,
    party     TEXT NOT NULL,
    from_day  DATE NOT NULL,
    until_day DATE,
    PRIMARY KEY (body_id, person_id, seat, from_day),
    CHECK (until_day IS NULL OR from_day <= until_day)
);

CREATE INDEX membership_by_person ON membership (person_id);

-- A point of a body's delegation scheme, given to somebody. `state` is all of it as JSON.
CREATE TABLE delegation (
    id         TEXT NOT NULL PRIMARY KEY,
    body_id    TEXT NOT NULL REFERENCES body (id),
    point      TEXT NOT NULL,
    from_day   DATE NOT NULL,
    until_day  DATE,
    changed_at TIMESTAMPTZ NOT NULL,
    state      TEXT NOT NULL CHECK (state::json IS NOT NULL)
);

CREATE INDEX delegation_by_body ON delegation (body_id, point);

-- When somebody is away, and who may be asked instead. One that was taken back before it began ends
-- before it begins, and so holds on no day.
CREATE TABLE absence (
    id            TEXT NOT NULL PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES person (id),
    from_day      DATE NOT NULL,
    until_day     DATE NOT NULL,
    substitute_id TEXT REFERENCES person (id),
    appointed     BOOLEAN NOT NULL,
    entered_at    TIMESTAMPTZ NOT NULL,
    CHECK (substitute_id IS NULL OR substitute_id <> person_id)
);

CREATE INDEX absence_by_person ON absence (person_id, until_day);
CREATE INDEX absence_by_day ON absence (until_day);
