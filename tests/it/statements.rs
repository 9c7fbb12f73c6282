//! Every statement in `src/` is understood by both databases and gets as many values as it asks for.
//!
//! This is what stands in for sqlx's compile-time checks, which know one database per crate.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use sqlx::{
    AssertSqlSafe, Connection, Either, Executor, SqlSafeStr, SqliteConnection, Statement as _,
};
use syn::{
    Expr, ExprMethodCall, ExprStruct, ItemConst, Lit, Member,
    visit::{self, Visit},
};

use crate::support::{TestDb, migration_files};

/// A statement as the source has it.
#[derive(Debug, Clone)]
struct Statement {
    sqlite: String,
    postgres: String,
    /// How many values are bound to it.
    bound: usize,
}

#[derive(Default)]
struct Found {
    statements: Vec<Statement>,
    /// `Sql { … }` constants by name, until their use is met.
    constants: BTreeMap<String, (String, String)>,
    /// What is given to `query` and is neither a literal nor a known constant.
    unclear: usize,
}

#[tokio::test]
async fn every_statement_prepares_on_both_databases() {
    let found = statements_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(
        60 < found.statements.len(),
        "only {} found",
        found.statements.len()
    );
    // The two of `src/db/schema.rs`, asked before there is a schema.
    assert!(
        found.unclear <= 2,
        "{} statements are not literals",
        found.unclear
    );

    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    for (_, step) in migration_files("sqlite").unwrap() {
        sqlite.execute(AssertSqlSafe(step)).await.unwrap();
    }
    for statement in &found.statements {
        let prepared = (&mut sqlite)
            .prepare(AssertSqlSafe(statement.sqlite.clone()).into_sql_str())
            .await
            .unwrap_or_else(|error| panic!("SQLite: {error}\n{}", statement.sqlite));
        statement.check(prepared.parameters(), &statement.sqlite);
    }

    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let mut postgres = db.postgres_connection().await;
    for statement in &found.statements {
        let prepared = (&mut postgres)
            .prepare(AssertSqlSafe(statement.postgres.clone()).into_sql_str())
            .await
            .unwrap_or_else(|error| panic!("PostgreSQL: {error}\n{}", statement.postgres));
        statement.check(prepared.parameters(), &statement.postgres);
    }
}

impl Statement {
    fn check<T>(&self, asked: Option<Either<&[T], usize>>, sql: &str) {
        let asked = match asked {
            Some(Either::Left(kinds)) => kinds.len(),
            Some(Either::Right(count)) => count,
            None => 0,
        };
        let bound = self.bound;
        assert_eq!(
            asked, bound,
            "asks for {asked} values and gets {bound}:\n{sql}"
        );
    }
}

#[expect(clippy::disallowed_methods, reason = "this test reads the source")]
fn statements_in(folder: &Path) -> Found {
    let mut found = Found::default();
    for file in sources(folder) {
        let source = fs::read_to_string(&file).unwrap();
        found.visit_file(&syn::parse_file(&source).unwrap());
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_const(&mut self, constant: &'ast ItemConst) {
        if let Expr::Struct(pair) = &*constant.expr
            && let Some(pair) = both_spellings(pair)
        {
            self.constants.insert(constant.ident.to_string(), pair);
        }
        visit::visit_item_const(self, constant);
    }

    /// Walks from the outermost call of a chain down to `query(…)` and counts `bind` on the way.
    fn visit_expr_method_call(&mut self, outermost: &'ast ExprMethodCall) {
        let mut call = outermost;
        let mut bound = 0;
        loop {
            if call.method == "bind" {
                bound += 1;
            }
            if call.method == "query" && call.args.len() == 1 {
                self.take(&call.args[0], bound);
                break;
            }
            match &*call.receiver {
                Expr::MethodCall(inner) => call = inner,
                Expr::Await(awaited) => match &*awaited.base {
                    Expr::MethodCall(inner) => call = inner,
                    _ => break,
                },
                _ => break,
            }
        }
        for argument in &outermost.args {
            self.visit_expr(argument);
        }
        if call.method != "query" {
            self.visit_expr(&outermost.receiver);
        }
    }
}

impl Found {
    fn take(&mut self, sql: &Expr, bound: usize) {
        let spellings = match sql {
            Expr::Struct(pair) => both_spellings(pair),
            Expr::Path(path) => path
                .path
                .get_ident()
                .and_then(|name| self.constants.get(&name.to_string()).cloned()),
            other => literal(other).map(|sql| (sql.clone(), sql)),
        };
        match spellings {
            Some((sqlite, postgres)) => {
                self.statements.push(Statement {
                    sqlite,
                    postgres,
                    bound,
                });
            }
            None => self.unclear += 1,
        }
    }
}

fn both_spellings(pair: &ExprStruct) -> Option<(String, String)> {
    let field = |name: &str| {
        let field = pair
            .fields
            .iter()
            .find(|field| matches!(&field.member, Member::Named(member) if member == name))?;
        literal(&field.expr)
    };
    Some((field("sqlite")?, field("postgres")?))
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn the_walk_counts_what_is_bound() {
    let source = syn::parse_file(
        r#"
        async fn f(read: &mut Read) {
            const CLAIM: Sql = Sql { sqlite: "a $1", postgres: "b $1" };
            let x: (i64,) = read.query("SELECT $1, $2").bind(1).bind(g(2)).one().await?;
            read.query(CLAIM).bind(3).run().await.map(|n| n).unwrap();
            let y = read.query("SELECT 1").all().await?.into_iter().map(|row| row.thing(1));
            read.query(built).run();
        }"#,
    )
    .unwrap();
    let mut found = Found::default();
    found.visit_file(&source);
    let seen: Vec<_> = found
        .statements
        .iter()
        .map(|one| (one.sqlite.as_str(), one.postgres.as_str(), one.bound))
        .collect();
    assert_eq!(
        seen,
        [
            ("SELECT $1, $2", "SELECT $1, $2", 2),
            ("a $1", "b $1", 1),
            ("SELECT 1", "SELECT 1", 0),
        ]
    );
    assert_eq!(found.unclear, 1);
}
