-- What every act leaves behind: journal, numbers, mails to send, work to do, bytes.

-- One hash chain per stream. `payload` is the text that was hashed, to the letter.
CREATE TABLE journal (
    stream_kind   TEXT        NOT NULL,
    stream_id     TEXT        NOT NULL,
    seq           BIGINT      NOT NULL CHECK (seq > 0),
    at            TIMESTAMPTZ NOT NULL,
    act           TEXT        NOT NULL,
    payload       TEXT        NOT NULL CHECK (payload::json IS NOT NULL),
    previous_hash TEXT        NOT NULL,
    hash          TEXT        NOT NULL,
    PRIMARY KEY (stream_kind, stream_id, seq)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_change('the journal is append-only');

CREATE TRIGGER journal_is_not_truncated BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the journal is append-only');

CREATE FUNCTION refuse_broken_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq > 1 AND NOT EXISTS (
        SELECT 1 FROM journal
        WHERE stream_kind = NEW.stream_kind AND stream_id = NEW.stream_id
          AND seq = NEW.seq - 1 AND hash = NEW.previous_hash
    ) THEN
        RAISE EXCEPTION 'the journal entry does not follow the one before it';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER journal_is_a_chain BEFORE INSERT ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_broken_chain();

-- The end of each chain: the row is the lock under which the next entry is written.
CREATE TABLE journal_head (
    stream_kind TEXT   NOT NULL,
    stream_id   TEXT   NOT NULL,
    seq         BIGINT NOT NULL CHECK (seq > 0),
    hash        TEXT   NOT NULL,
    PRIMARY KEY (stream_kind, stream_id)
);

-- The last number given. Raised in the transaction that uses it, so a rollback gives it back.
CREATE TABLE series_counter (
    series TEXT   NOT NULL,
    year   BIGINT NOT NULL,
    last   BIGINT NOT NULL CHECK (last >= 0),
    PRIMARY KEY (series, year)
);

-- A number given stays given; one that should not have been is voided with a reason.
CREATE TABLE register_entry (
    series        TEXT        NOT NULL,
    year          BIGINT      NOT NULL,
    serial        BIGINT      NOT NULL CHECK (serial > 0),
    text          TEXT        NOT NULL UNIQUE,
    matter_id     TEXT        NOT NULL,
    registered_at TIMESTAMPTZ NOT NULL,
    voided_at     TIMESTAMPTZ,
    void_reason   TEXT,
    PRIMARY KEY (series, year, serial),
    CHECK ((voided_at IS NULL) = (void_reason IS NULL))
);

CREATE INDEX register_entry_by_matter ON register_entry (matter_id);

CREATE TRIGGER register_entry_is_not_deleted BEFORE DELETE ON register_entry
FOR EACH ROW EXECUTE FUNCTION refuse_change('a register number is voided, never deleted');

CREATE TRIGGER register_entry_is_not_truncated BEFORE TRUNCATE ON register_entry
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a register number is voided, never deleted');

CREATE TRIGGER register_entry_keeps_its_number
BEFORE UPDATE OF series, year, serial, text, matter_id, registered_at ON register_entry
FOR EACH ROW EXECUTE FUNCTION refuse_change('a register number is voided, never changed');

CREATE TRIGGER register_entry_stays_voided
BEFORE UPDATE OF voided_at, void_reason ON register_entry
FOR EACH ROW WHEN (OLD.voided_at IS NOT NULL)
EXECUTE FUNCTION refuse_change('a voided register number stays voided');

-- Mails that an act has decided to send. The text is made at sending: no link rests here.
CREATE TABLE outbox (
    id           TEXT        NOT NULL PRIMARY KEY,
    dedupe_key   TEXT COLLATE "C" NOT NULL UNIQUE,
    kind         TEXT        NOT NULL,
    recipient_id TEXT,
    address      TEXT        NOT NULL,
    subject_ref  TEXT        NOT NULL,
    params       TEXT        NOT NULL CHECK (params::json IS NOT NULL),
    sign_off_id  TEXT,
    message_id   TEXT        NOT NULL UNIQUE,
    state        TEXT        NOT NULL
        CHECK (state IN ('queued', 'sending', 'sent', 'cancelled', 'bounced', 'dead')),
    attempts     BIGINT      NOT NULL CHECK (attempts >= 0),
    next_at      TIMESTAMPTZ NOT NULL,
    lease_until  TIMESTAMPTZ,
    last_error   TEXT,
    created_at   TIMESTAMPTZ NOT NULL,
    sent_at      TIMESTAMPTZ,
    CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
    CHECK (state <> 'sent' OR sent_at IS NOT NULL)
);

CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'queued';
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_by_sign_off ON outbox (sign_off_id);

-- Work to do after the act: documents to make, and acts that fall due on their own.
CREATE TABLE job (
    id          TEXT        NOT NULL PRIMARY KEY,
    dedupe_key  TEXT        NOT NULL UNIQUE,
    kind        TEXT        NOT NULL,
    payload     TEXT        NOT NULL CHECK (payload::json IS NOT NULL),
    state       TEXT        NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'dead')),
    attempts    BIGINT      NOT NULL CHECK (attempts >= 0),
    next_at     TIMESTAMPTZ NOT NULL,
    lease_until TIMESTAMPTZ,
    last_error  TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    done_at     TIMESTAMPTZ,
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state = 'done') = (done_at IS NOT NULL))
);

-- Timers and the rest are taken apart (`src/store/jobs.rs`), the first due first.
CREATE INDEX job_waiting ON job ((kind IN ('remind', 'due', 'escalate')), next_at, id)
    WHERE state = 'queued';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';

-- A queue that rests, and why: the mail server refuses our password, say.
CREATE TABLE queue_pause (
    queue        TEXT        NOT NULL PRIMARY KEY CHECK (queue IN ('outbox', 'job')),
    paused_at    TIMESTAMPTZ NOT NULL,
    paused_until TIMESTAMPTZ,
    reason       TEXT        NOT NULL
);

-- Which bytes there are; the bytes themselves lie in a folder under the same digest.
CREATE TABLE blob (
    digest     TEXT        NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    size       BIGINT      NOT NULL CHECK (size >= 0),
    media_type TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- Forms already acted on: sending one twice leads to the same place, once.
CREATE TABLE done_act (
    nonce      TEXT        NOT NULL PRIMARY KEY,
    person_key TEXT        NOT NULL,
    location   TEXT        NOT NULL,
    at         TIMESTAMPTZ NOT NULL
);
