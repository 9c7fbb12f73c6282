//! The compiled life of a number: given, then perhaps voided. Nothing leads back.

use super::state::Standing;

mod machine {
    use state_machines::state_machine;

    state_machine! {
        name: Entry,
        dynamic: true,
        initial: Given,
        states: [Given, Voided],
        events {
            void { transition: { from: Given, to: Voided } }
        }
    }
}

/// Whether a number that stands so may be voided.
pub(super) fn may_be_voided(standing: &Standing) -> bool {
    let state = match standing {
        Standing::Given => machine::EntryState::Given,
        Standing::Voided { .. } => machine::EntryState::Voided,
    };
    machine::DynamicEntry::new_init_state((), state)
        .handle(machine::EntryEvent::Void)
        .is_ok()
}
