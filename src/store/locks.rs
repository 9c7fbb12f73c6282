//! Keeping matters, meetings and agendas from everybody else until the transaction ends.
//!
//! SQLite has one writer at a time, so nothing is locked there; the order is held all the same.

use super::StoreError;
use crate::{
    db::{Root, Sql, Write},
    domain::journal::Stream,
    work::Subject,
};

/// Takes what is not held yet, in the one order. An act that needs several takes them in one call,
/// before it changes anything. What is not there is passed over.
pub async fn take(write: &mut Write, roots: &[Root]) -> Result<(), StoreError> {
    for root in write.taking(roots) {
        // Nothing refers to these rows by what an act changes, so what points at them need not wait.
        let query = match root {
            Root::Agendas(id) => write
                .query(Sql {
                    sqlite: "SELECT id FROM body WHERE id = $1",
                    postgres: "SELECT id FROM body WHERE id = $1 FOR NO KEY UPDATE",
                })
                .bind(id.to_string()),
            Root::Meeting(id) => write
                .query(Sql {
                    sqlite: "SELECT id FROM meeting WHERE id = $1",
                    postgres: "SELECT id FROM meeting WHERE id = $1 FOR NO KEY UPDATE",
                })
                .bind(id.to_string()),
            Root::Matter(id) => write
                .query(Sql {
                    sqlite: "SELECT id FROM matter WHERE id = $1",
                    postgres: "SELECT id FROM matter WHERE id = $1 FOR NO KEY UPDATE",
                })
                .bind(id.to_string()),
        };
        query.first::<(String,)>().await?;
    }
    Ok(())
}

/// An act that changes what it does not hold is a fault of the program: a debug build stops at it.
pub(super) fn must_hold(write: &Write, root: Root) {
    debug_assert!(write.holds(root), "{root:?} is changed and not held");
}

/// What must be held by whoever changes what belongs to `of`.
pub fn root_of(of: Subject) -> Root {
    match of {
        Subject::Matter(id) => Root::Matter(id),
        Subject::Minutes(id) => Root::Meeting(id),
    }
}

/// What must be held by whoever writes in the journal: nothing for those of persons, bodies and
/// matter types, which come last in their transactions.
pub(super) fn root_of_stream(stream: Stream) -> Option<Root> {
    match stream {
        Stream::Matter(id) => Some(Root::Matter(id)),
        Stream::Meeting(id) => Some(Root::Meeting(id)),
        Stream::Person(_) | Stream::Body(_) | Stream::MatterType(_) => None,
    }
}
