//! Beslut takes a matter of a Swedish municipality from draft to archived decision.
//!
//! This page is the architecture. Read it once; then every file says on its first line what it is
//! for.
//!
//! # What it does
//! An official drafts a matter (*ärende*). Lawyer and IT strategist approve it from a link in a
//! mail. The committee (*nämnd*) decides at a meeting; the minutes (*protokoll*) are certified,
//! announced and kept; the registrar gives the number (*diarienummer*), closes and archives. Law
//! decides the order. A wrong date, a lost vote, a number used twice or a text that changed in
//! silence makes a decision invalid, so the program is built round not being able to do those.
//!
//! # The floors
//! A room knows the floors below its own, never one above.
//!
//! | Floor | Rooms | What they hold |
//! |---|---|---|
//! | 1 values | [`domain`] | days and legal clocks, persons and bodies, register numbers, refusals, the journal and its hashes |
//! | 2 languages | [`workflow`], [`document`] | workflow files with their gates and the compiled phases; the document model and its renderers |
//! | 3 the work | [`matter`], [`meeting`], [`signoff`], [`register`], [`collection`], with [`work`] for what their outcomes share | the state of each thing, and one pure `act` each |
//! | 4 keeping | [`db`], [`store`] | the two databases, told apart in one file; rows, blobs, queues |
//! | 5 the office | [`office`] | one human act, one path, one transaction |
//! | 6 the doors | [`web`], [`mail`], [`clock`], [`cli`], with [`config`] | pages, letters, timers, commands |
//!
//! # The way of one act
//! ```text
//!  a person presses a button            POST /arenden/…/steg/skicka
//!            │
//!  door      │  parse into types, clean what was typed          web::matters::steps
//!            ▼
//!  office    one transaction ────────────────────────────────┐  office::matters
//!            │  who asks, which offices today  (never cached) │  office::asking
//!            │  this form before? then the same answer        │  office::forms
//!            │  lock and load the state                       │  store::matters::lock
//!            │  may they?                                     │  matter::permission
//!            │  gather the facts: reviewers, day, workflow    │  office::facts
//!            │                                                │
//!  core      │  act(state, action, facts, entropy)            │  matter::act     pure
//!            │    ├─ Err(Refusal): roll back, show the reasons│
//!            │    └─ Ok(Outcome { state, entries, effects })  │
//!            │                                                │
//!  keeping   │  save the state where the version is as seen   │  store::matters::save
//!            │  chain the journal entries                     │  store::journal
//!            │  carry out the effects: freeze a version, ask  │  office::settling
//!            │  for sign-offs, queue mails and documents      │
//!            ▼ commit ────────────────────────────────────────┘
//!  afterwards: the mail worker renders and sends, the document worker makes the Word file
//! ```
//! There is no second way to change anything: the command line, the clock and an answer from a mail
//! link go through the same office.
//!
//! # Invariants
//! - **The core is pure.** Floors 1–3 do no input or output and know no clock: instants are
//!   arguments, randomness is an [`domain::entropy::Entropy`] that the office draws. Clippy's
//!   `disallowed-methods` holds the line (`.clippy.toml`).
//! - **A refusal is a value** ([`domain::refusal::Refusal`]): rule, source, what is missing, what to
//!   do. Every door shows the same words.
//! - **Phases are compiled** ([`workflow::phase`], [`meeting::lifecycle`]): no file and no page can
//!   archive what is not decided.
//! - **An approval holds for exactly one text.** What is reviewed, certified and decided is frozen
//!   as canonical JSON with its SHA-256; the answer carries the hash that was shown. Where another
//!   reviewer writes a part, the text is all but that part, and its hash is kept with the approval
//!   ([`matter::authorship`]); what is decided on is always the whole.
//! - **Nobody approves their own work**, and roles that a file keeps apart are two persons:
//!   [`matter::separation`], asked when a person is chosen and again when that person answers.
//! - **The journal is append-only**: one hash chain per stream, guarded by triggers on both
//!   databases; `beslut verify` recomputes it.
//! - **One order of locking**: agendas, meetings, matters ([`db::Root`]); what belongs to one of
//!   them is changed only by an act that holds it, so two acts never wait for each other.
//! - **Numbers come from counter rows**, last in their transaction: a rollback gives the number back,
//!   and a number once given is voided, never deleted.
//! - **Links and codes are derived, never stored**: the database holds a hash and a nonce, the key
//!   lies outside it. GET changes nothing.
//! - **Time decides nothing.** A day that passes reminds and tells; it never approves (KL 6:38).
//! - **Same input, same bytes**: a document made twice is the same file.
//! - **Text is data**: what a person typed is never a template, HTML or structure that its field does
//!   not allow.
//!
//! # Names
//! Code speaks English, pages and documents Swedish. A matter is an *ärende*, an official memo a
//! *tjänsteskrivelse*, a register number a *diarienummer*, a section of the minutes a *paragraf*,
//! certification *justering*, disqualification *jäv*, referral back *återremiss*, tabling
//! *bordläggning*. KL is kommunallagen (2017:725), FL förvaltningslagen (2017:900), TF
//! tryckfrihetsförordningen (1949:105), OSL offentlighets- och sekretesslagen (2009:400); "KL 5:69"
//! is chapter 5 section 69.
//!
//! # Where to begin
//! [`matter::act`] and its neighbours for what can happen to a matter; [`office::matters`] for how
//! it is made to happen; `tests/it/journey.rs` for the whole way.

pub mod domain;

pub mod document;
pub mod workflow;

pub mod collection;
pub mod matter;
pub mod meeting;
pub mod register;
pub mod signoff;
pub mod work;

pub mod db;
pub mod store;

pub mod office;

pub mod cli;
pub mod clock;
pub mod config;
pub mod mail;
pub mod web;
