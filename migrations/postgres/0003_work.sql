-- The work: matters, meetings, sign-offs and the documents made of them.
-- `state` is the whole state as JSON; the columns beside it are what lists and locks need.

CREATE TABLE matter (
    id            TEXT        NOT NULL PRIMARY KEY,
    workflow_id   TEXT        NOT NULL,
    workflow_hash TEXT        NOT NULL,
    body_id       TEXT        NOT NULL REFERENCES body (id),
    turn_body_id  TEXT        NOT NULL REFERENCES body (id),
    phase         TEXT        NOT NULL,
    title         TEXT        NOT NULL,
    officer_id    TEXT        NOT NULL REFERENCES person (id),
    register_text TEXT        UNIQUE,
    search_text   TEXT        NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    changed_at    TIMESTAMPTZ NOT NULL,
    version       BIGINT      NOT NULL CHECK (version > 0),
    state         TEXT        NOT NULL CHECK (state::json IS NOT NULL)
);

CREATE INDEX matter_by_change ON matter (changed_at, id);
CREATE INDEX matter_by_officer ON matter (officer_id, changed_at);
CREATE INDEX matter_by_workflow ON matter (workflow_id, created_at, id);
CREATE INDEX matter_by_body_and_phase ON matter (body_id, phase, changed_at);
CREATE INDEX matter_by_turn_and_phase ON matter (turn_body_id, phase, changed_at);

-- A matter's text or a meeting's minutes as they were when someone was asked to stand behind them.
CREATE TABLE frozen_version (
    subject_kind TEXT        NOT NULL CHECK (subject_kind IN ('matter', 'minutes')),
    subject_id   TEXT        NOT NULL,
    number       BIGINT      NOT NULL CHECK (number > 0),
    sha256       TEXT        NOT NULL CHECK (length(sha256) = 64),
    workflow     TEXT        CHECK (length(workflow) = 64),
    content      TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subject_kind, subject_id, number)
);

CREATE TRIGGER frozen_version_is_not_changed BEFORE UPDATE OR DELETE ON frozen_version
FOR EACH ROW EXECUTE FUNCTION refuse_change('a version is kept as it was');

CREATE TRIGGER frozen_version_is_not_truncated BEFORE TRUNCATE ON frozen_version
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a version is kept as it was');

CREATE TABLE meeting (
    id         TEXT        NOT NULL PRIMARY KEY,
    body_id    TEXT        NOT NULL REFERENCES body (id),
    day        DATE        NOT NULL,
    phase      TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    version    BIGINT      NOT NULL CHECK (version > 0),
    state      TEXT        NOT NULL CHECK (state::json IS NOT NULL)
);

CREATE INDEX meeting_by_body ON meeting (body_id, day);

-- Something that one person is asked to stand behind: a matter's text, or a meeting's minutes.
-- Its links and codes live in `state`.
CREATE TABLE sign_off (
    id           TEXT        NOT NULL PRIMARY KEY,
    matter_id    TEXT        REFERENCES matter (id),
    meeting_id   TEXT        REFERENCES meeting (id),
    recipient_id TEXT        NOT NULL REFERENCES person (id),
    phase        TEXT        NOT NULL CHECK (phase IN ('open', 'answered', 'closed')),
    due_day      DATE        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    changed_at   TIMESTAMPTZ NOT NULL,
    version      BIGINT      NOT NULL CHECK (version > 0),
    state        TEXT        NOT NULL CHECK (state::json IS NOT NULL),
    CHECK ((matter_id IS NULL) <> (meeting_id IS NULL))
);

CREATE INDEX sign_off_by_recipient ON sign_off (recipient_id, phase);
CREATE INDEX sign_off_by_matter ON sign_off (matter_id);
CREATE INDEX sign_off_by_meeting ON sign_off (meeting_id);

-- How an incoming link finds its sign-off. Only the token's hash is kept: the token itself is
-- derived from a key outside the database.
CREATE TABLE sign_off_link (
    id          TEXT        NOT NULL PRIMARY KEY,
    sign_off_id TEXT        NOT NULL REFERENCES sign_off (id),
    token_hash  TEXT        NOT NULL UNIQUE,
    live        BOOLEAN     NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX sign_off_link_by_sign_off ON sign_off_link (sign_off_id);
CREATE UNIQUE INDEX sign_off_link_one_live ON sign_off_link (sign_off_id) WHERE live;

-- Questions that a matter asks of several people at once.
CREATE TABLE collection_round (
    id         TEXT NOT NULL PRIMARY KEY,
    matter_id  TEXT NOT NULL REFERENCES matter (id),
    collection TEXT NOT NULL,
    due_day    DATE NOT NULL,
    open       BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    version    BIGINT NOT NULL CHECK (version > 0),
    state      TEXT NOT NULL CHECK (state::json IS NOT NULL)
);

CREATE INDEX collection_round_by_matter ON collection_round (matter_id);

-- What one of them is asked: its links, its draft and every version of the answer live in `state`.
CREATE TABLE inquiry (
    id           TEXT NOT NULL PRIMARY KEY,
    round_id     TEXT NOT NULL REFERENCES collection_round (id),
    recipient_id TEXT NOT NULL REFERENCES person (id),
    answered     BOOLEAN NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    changed_at   TIMESTAMPTZ NOT NULL,
    version      BIGINT NOT NULL CHECK (version > 0),
    state        TEXT NOT NULL CHECK (state::json IS NOT NULL)
);

CREATE INDEX inquiry_by_round ON inquiry (round_id);
CREATE INDEX inquiry_by_recipient ON inquiry (recipient_id, answered);

-- As sign_off_link, for inquiries.
CREATE TABLE inquiry_link (
    id         TEXT NOT NULL PRIMARY KEY,
    inquiry_id TEXT NOT NULL REFERENCES inquiry (id),
    token_hash TEXT NOT NULL UNIQUE,
    live       BOOLEAN NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX inquiry_link_by_inquiry ON inquiry_link (inquiry_id);
CREATE UNIQUE INDEX inquiry_link_one_live ON inquiry_link (inquiry_id) WHERE live;

-- Who has been told that an answer in a matter's review stays away.
CREATE TABLE escalation (
    matter_id TEXT NOT NULL REFERENCES matter (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    told_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (matter_id, person_id)
);

CREATE INDEX escalation_by_person ON escalation (person_id);

-- A file that belongs to the work: made from it, or attached to it.
CREATE TABLE document_file (
    id             TEXT        NOT NULL PRIMARY KEY,
    matter_id      TEXT        REFERENCES matter (id),
    meeting_id     TEXT        REFERENCES meeting (id),
    kind           TEXT        NOT NULL,
    version_sha256 TEXT,
    digest         TEXT        NOT NULL REFERENCES blob (digest),
    media_type     TEXT        NOT NULL,
    file_name      TEXT        NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    CHECK ((matter_id IS NULL) <> (meeting_id IS NULL))
);

CREATE INDEX document_file_by_matter ON document_file (matter_id);
CREATE INDEX document_file_by_meeting ON document_file (meeting_id);

-- Workflow files as they were: a matter is pinned to the hash of the one it was opened with.
-- `included` holds the files that it includes, by path: with them it can be read for ever.
CREATE TABLE workflow_source (
    hash     TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
    id       TEXT NOT NULL,
    version  BIGINT NOT NULL CHECK (version > 0),
    source   TEXT NOT NULL,
    included TEXT NOT NULL CHECK (included::json IS NOT NULL),
    kept_at  TIMESTAMPTZ NOT NULL,
    UNIQUE (id, version)
);

-- The version of each type that new matters follow, and who took it into force.
CREATE TABLE workflow_in_force (
    id       TEXT NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL CHECK (version > 0),
    hash     TEXT NOT NULL REFERENCES workflow_source (hash),
    origin   TEXT NOT NULL CHECK (origin IN ('shipped', 'own')),
    taken_by TEXT NOT NULL,
    taken_at TIMESTAMPTZ NOT NULL
);

-- What was decided in a body's place, until a section of the body's minutes notes it (KL 6:40).
-- `state` is what the list says, as JSON; `notice_waits`: a notice is still to be put up or taken down.
CREATE TABLE decision_to_report (
    body_id    TEXT NOT NULL REFERENCES body (id),
    year       BIGINT NOT NULL,
    serial     BIGINT NOT NULL CHECK (serial > 0),
    matter_id  TEXT NOT NULL REFERENCES matter (id),
    at_meeting BIGINT NOT NULL CHECK (at_meeting IN (0, 1)),
    notice_waits BIGINT NOT NULL CHECK (notice_waits IN (0, 1)),
    created_at TIMESTAMPTZ NOT NULL,
    state      TEXT NOT NULL CHECK (state::json IS NOT NULL),
    meeting_id TEXT REFERENCES meeting (id),
    section    BIGINT,
    PRIMARY KEY (body_id, year, serial),
    CHECK ((meeting_id IS NULL) = (section IS NULL))
);

CREATE INDEX decision_to_report_by_matter ON decision_to_report (matter_id);

CREATE TRIGGER decision_to_report_is_not_deleted BEFORE DELETE ON decision_to_report
FOR EACH ROW EXECUTE FUNCTION refuse_change('a decision stays on the list');

CREATE TRIGGER decision_to_report_is_not_truncated BEFORE TRUNCATE ON decision_to_report
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a decision stays on the list');

-- What the register of a type says of a matter, and the day on which it must be computed again.
CREATE TABLE matter_listing (
    matter_id      TEXT NOT NULL PRIMARY KEY REFERENCES matter (id),
    workflow_id    TEXT NOT NULL,
    name           TEXT NOT NULL,
    holder         TEXT NOT NULL,
    search_text    TEXT NOT NULL,
    state_key      TEXT,
    state_title    TEXT NOT NULL,
    until_day      DATE,
    stale          BOOLEAN NOT NULL,
    secret         BOOLEAN NOT NULL,
    next_title     TEXT,
    next_day       DATE,
    next_told_from DATE,
    officer_id     TEXT NOT NULL REFERENCES person (id),
    responsible_id TEXT REFERENCES person (id),
    look_on        DATE
);

CREATE INDEX matter_listing_by_name ON matter_listing (workflow_id, name, matter_id);
CREATE INDEX matter_listing_to_look_at ON matter_listing (look_on, matter_id);
CREATE INDEX matter_listing_by_officer ON matter_listing (officer_id, next_told_from);
CREATE INDEX matter_listing_by_responsible ON matter_listing (responsible_id, next_told_from);

-- What people have been told of already: each occurrence once.
CREATE TABLE told_return (
    matter_id  TEXT NOT NULL REFERENCES matter (id),
    occurrence TEXT NOT NULL,
    told_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (matter_id, occurrence)
);

-- What the listings were computed from beside the matters: when it is another, all are looked at.
CREATE TABLE listing_basis (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- How matters hang together. One row is read from both its ends.
CREATE TABLE matter_link (
    from_id TEXT NOT NULL REFERENCES matter (id),
    to_id   TEXT NOT NULL REFERENCES matter (id),
    kind    TEXT NOT NULL,
    note    TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    made_by TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (from_id, to_id, kind),
    CHECK (from_id <> to_id)
);

CREATE INDEX matter_link_by_end ON matter_link (to_id);
