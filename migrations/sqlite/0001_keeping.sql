-- What every act leaves behind: journal, numbers, mails to send, work to do, bytes.
-- Instants are TEXT in UTC with at most six decimals; they sort as text.

-- One hash chain per stream. `payload` is the text that was hashed, to the letter.
CREATE TABLE journal (
    stream_kind   TEXT    NOT NULL,
    stream_id     TEXT    NOT NULL,
    seq           INTEGER NOT NULL CHECK (seq > 0),
    at            TEXT    NOT NULL,
    act           TEXT    NOT NULL,
    payload       TEXT    NOT NULL CHECK (json_valid(payload)),
    previous_hash TEXT    NOT NULL,
    hash          TEXT    NOT NULL,
    PRIMARY KEY (stream_kind, stream_id, seq)
) STRICT;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER journal_is_not_replaced BEFORE INSERT ON journal
WHEN EXISTS (
    SELECT 1 FROM journal
    WHERE stream_kind = NEW.stream_kind AND stream_id = NEW.stream_id AND seq = NEW.seq
)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_a_chain BEFORE INSERT ON journal
WHEN NEW.seq > 1 AND NOT EXISTS (
    SELECT 1 FROM journal
    WHERE stream_kind = NEW.stream_kind AND stream_id = NEW.stream_id
      AND seq = NEW.seq - 1 AND hash = NEW.previous_hash
)
BEGIN SELECT RAISE(ABORT, 'the journal entry does not follow the one before it'); END;

-- The end of each chain: the row is the lock under which the next entry is written.
CREATE TABLE journal_head (
    stream_kind TEXT    NOT NULL,
    stream_id   TEXT    NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq > 0),
    hash        TEXT    NOT NULL,
    PRIMARY KEY (stream_kind, stream_id)
) STRICT;

-- The last number given. Raised in the transaction that uses it, so a rollback gives it back.
CREATE TABLE series_counter (
    series TEXT    NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= 0),
    PRIMARY KEY (series, year)
) STRICT;

-- A number given stays given; one that should not have been is voided with a reason.
CREATE TABLE register_entry (
    series        TEXT    NOT NULL,
    year          INTEGER NOT NULL,
    serial        INTEGER NOT NULL CHECK (serial > 0),
    text          TEXT    NOT NULL UNIQUE,
    matter_id     TEXT    NOT NULL,
    registered_at TEXT    NOT NULL,
    voided_at     TEXT,
    void_reason   TEXT,
    PRIMARY KEY (series, year, serial),
    CHECK ((voided_at IS NULL) = (void_reason IS NULL))
) STRICT;

CREATE INDEX register_entry_by_matter ON register_entry (matter_id);

CREATE TRIGGER register_entry_is_not_deleted BEFORE DELETE ON register_entry
BEGIN SELECT RAISE(ABORT, 'a register number is voided, never deleted'); END;

CREATE TRIGGER register_entry_keeps_its_number
BEFORE UPDATE OF series, year, serial, text, matter_id, registered_at ON register_entry
BEGIN SELECT RAISE(ABORT, 'a register number is voided, never changed'); END;

CREATE TRIGGER register_entry_stays_voided
BEFORE UPDATE OF voided_at, void_reason ON register_entry WHEN OLD.voided_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a voided register number stays voided'); END;

CREATE TRIGGER register_entry_is_not_replaced BEFORE INSERT ON register_entry
WHEN EXISTS (
    SELECT 1 FROM register_entry
    WHERE (series = NEW.series AND year = NEW.year AND serial = NEW.serial) OR text = NEW.text
)
BEGIN SELECT RAISE(ABORT, 'a register number is given once'); END;

-- Mails that an act has decided to send. The text is made at sending: no link rests here.
CREATE TABLE outbox (
    id           TEXT    NOT NULL PRIMARY KEY,
    dedupe_key   TEXT    NOT NULL UNIQUE,
    kind         TEXT    NOT NULL,
    recipient_id TEXT,
    address      TEXT    NOT NULL,
    subject_ref  TEXT    NOT NULL,
    params       TEXT    NOT NULL CHECK (json_valid(params)),
    sign_off_id  TEXT,
    message_id   TEXT    NOT NULL UNIQUE,
    state        TEXT    NOT NULL
        CHECK (state IN ('queued', 'sending', 'sent', 'cancelled', 'bounced', 'dead')),
    attempts     INTEGER NOT NULL CHECK (attempts >= 0),
    next_at      TEXT    NOT NULL,
    lease_until  TEXT,
    last_error   TEXT,
    created_at   TEXT    NOT NULL,
    sent_at      TEXT,
    CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
    CHECK (state <> 'sent' OR sent_at IS NOT NULL)
) STRICT;

CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'queued';
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_by_sign_off ON outbox (sign_off_id);

-- Work to do after the act: documents to make, and acts that fall due on their own.
CREATE TABLE job (
    id          TEXT    NOT NULL PRIMARY KEY,
    dedupe_key  TEXT    NOT NULL UNIQUE,
    kind        TEXT    NOT NULL,
    payload     TEXT    NOT NULL CHECK (json_valid(payload)),
    state       TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'dead')),
    attempts    INTEGER NOT NULL CHECK (attempts >= 0),
    next_at     TEXT    NOT NULL,
    lease_until TEXT,
    last_error  TEXT,
    created_at  TEXT    NOT NULL,
    done_at     TEXT,
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state = 'done') = (done_at IS NOT NULL))
) STRICT;

-- Timers and the rest are taken apart (`src/store/jobs.rs`), the first due first.
CREATE INDEX job_waiting ON job ((kind IN ('remind', 'due', 'escalate')), next_at, id)
    WHERE state = 'queued';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';

-- A queue that rests, and why: the mail server refuses our password, say.
CREATE TABLE queue_pause (
    queue        TEXT NOT NULL PRIMARY KEY CHECK (queue IN ('outbox', 'job')),
    paused_at    TEXT NOT NULL,
    paused_until TEXT,
    reason       TEXT NOT NULL
) STRICT;

-- Which bytes there are; the bytes themselves lie in a folder under the same digest.
CREATE TABLE blob (
    digest     TEXT    NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
    size       INTEGER NOT NULL CHECK (size >= 0),
    media_type TEXT    NOT NULL,
    created_at TEXT    NOT NULL
) STRICT;

-- Forms already acted on: sending one twice leads to the same place, once.
CREATE TABLE done_act (
    nonce      TEXT NOT NULL PRIMARY KEY,
    person_key TEXT NOT NULL,
    location   TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;
