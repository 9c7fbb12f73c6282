//! The municipality's own folder of matter types, for the administrator: what lies in it, what is
//! wrong there, and reading it in.

use super::HERE;
use crate::{
    office::workflows::{Installer, Offered, Standing},
    store::workflow_folder::FolderError,
    web::{
        App,
        answer::Failure,
        asked::Sent,
        look::{
            part::{Row, Tone},
            workflows::Folder,
        },
        session::Visitor,
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

/// The folder with what is offered in it; `None` where the municipality has none.
pub(super) fn shown(app: &App, offered: &Result<Vec<Offered>, FolderError>) -> Option<Folder> {
    let path = app.office().workflows().folder()?;
    let (files, fault) = match offered {
        Ok(offered) => (offered.iter().map(file).collect(), None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    Some(Folder {
        path: path.display().to_string(),
        fault,
        files,
    })
}

fn file(offered: &Offered) -> Row {
    let row = Row::plain(&offered.file);
    let row = match &offered.is {
        Some((_, title, version)) => row.hint(format!("{title}, version {version}")),
        None => row,
    };
    let said: Vec<String> = offered.findings.iter().map(ToString::to_string).collect();
    let row = if said.is_empty() {
        row
    } else {
        row.remark(said.join("\n"))
    };
    match offered.standing {
        Standing::InForce => row.tag("I bruk", Tone::Good),
        Standing::Waits => row.tag("Tas i bruk", Tone::Wait),
        Standing::Faulty => row.tag("Har fel", Tone::Stop),
        Standing::SameVersion => row.tag("Höj versionen", Tone::Stop),
    }
}

/// Reads the folder again. What came of it is seen on the list; sent twice it changes nothing more.
pub(super) async fn reload(
    State(app): State<App>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    sent.nonce()?;
    let by = Installer::Steward(visitor.steward());
    app.office().reload_workflows(by, app.now()).await?;
    Ok(Redirect::to(HERE).into_response())
}
