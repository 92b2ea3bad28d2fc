//! The store: one SQLite file, its only writer, its readers, and the SQL of every room. Nobody else imports the database library.
//!
//! What it is not: a place for rules. A caller that may not see something passes a scope that does not show it; the scope becomes a predicate of the query (JMP-31).

mod error;
mod open;
mod writer;

pub use error::StoreError;
pub use open::Store;
pub use writer::{Tx, WriteFuture};
