//! After the decision: executed by the officer, closed and archived by the registrar.

use super::drafting::{Draft, OFFICER, take_step};
use crate::town::Town;

pub(crate) async fn is_executed_closed_and_archived(town: &Town, draft: &Draft) {
    let officer = town.as_(OFFICER).await;
    take_step(&officer, &draft.path, "Börja verkställa")
        .await
        .ok()
        .must_be("Verkställs");

    let registrar = town.as_("lena@exempelby.se").await;
    take_step(&registrar, &draft.path, "Avsluta ärendet")
        .await
        .ok()
        .must_be("Avslutat");
    let archived = take_step(&registrar, &draft.path, "Arkivera ärendet")
        .await
        .ok();
    archived.must_be("Arkiverat").must_say("§ 1");
    assert!(archived.forms().is_empty(), "nothing more can be done");
}
