//! What every room above relies on, held against both databases.

mod transactions;
