//! What was seen, held against what must be so.

use super::{Counterexample, Walk, cases::Cases, combinations, explore::Seen};
use crate::workflow::{definition::Definition, phase::Phase};

pub(super) fn prove(definition: &Definition, cases: &Cases, seen: &Seen) -> Walk {
    let mut walk = Walk {
        proved: Vec::new(),
        counterexamples: Vec::new(),
        untried: untried(definition, cases),
        matters: seen.matters,
        situations: seen.situations,
        acts: seen.acts,
    };
    for message in &cases.missing {
        walk.fails(message.clone());
    }
    phases(definition, seen, &mut walk);
    gates(definition, seen, &mut walk);
    let routes = definition
        .routes
        .iter()
        .filter(|route| !seen.routes.contains(&route.key));
    let routes: Vec<String> = routes
        .map(|route| format!("Beslutsvägen ”{}” tas aldrig.", route.key))
        .collect();
    walk.all(routes, "Varje beslutsväg kan tas.");
    let steps = definition
        .review
        .steps
        .iter()
        .filter(|step| !seen.approved.contains(&step.key));
    let steps: Vec<String> = steps
        .map(|step| format!("Granskningssteget ”{}” godkänns aldrig.", step.key))
        .collect();
    walk.all(steps, "Varje granskningssteg nås och kan godkännas.");
    let after = definition
        .execution
        .iter()
        .filter(|step| !seen.executed.contains(&step.key));
    let after: Vec<String> = after
        .map(|step| format!("Steget ”{}” efter beslutet kan aldrig göras.", step.key))
        .collect();
    if !definition.execution.is_empty() {
        walk.all(after, "Varje steg efter beslutet kan göras.");
    }
    walk.told(
        &seen.own_work,
        "Ingen godkänner eller kontrollerar sitt eget arbete.",
    );
    // A matter that was not followed to its end has not shown it.
    if !seen.cut_off || !seen.stuck.is_empty() {
        let stuck: Vec<_> = seen.stuck.values().cloned().collect();
        walk.told(&stuck, "Från varje läge leder en väg till arkivet.");
    }
    let asked = combinations::asked_after_decision(definition);
    if !asked.is_empty() && walk.holds() {
        walk.proved.push(format!(
            "Det gäller i {} kombinationer av det som spärrarna efter beslutet frågar om.",
            cases.combinations
        ));
    }
    if seen.cut_off {
        walk.fails("Arbetsflödet är för stort att gå igenom helt; det som är visat gäller bara de lägen som hanns med.".to_owned());
    }
    walk
}

/// What the walk leaves out, always or in this file.
fn untried(definition: &Definition, cases: &Cases) -> Vec<String> {
    let mut untried = vec![
        "ändringar i ett utkast. Varje påhittat ärende behåller sina uppgifter; andra uppgifter är ett annat ärende.".to_owned(),
    ];
    if definition
        .gates
        .iter()
        .any(|gate| gate.overridable.is_some())
    {
        untried.push("avsteg från spärrar.".to_owned());
    }
    if combinations::asks_about_time(definition) {
        untried.push("andra dagar än den första och en dag mer än ett år senare.".to_owned());
    }
    untried.push("att granskare återsänder eller anmäler jäv när ett beslut omprövas. Samma regler gäller då som första gången.".to_owned());
    untried.extend(cases.untried.iter().cloned());
    untried
}

/// Each phase that is not final must be left for the next, and not only by taking the matter back.
fn phases(definition: &Definition, seen: &Seen, walk: &mut Walk) {
    let by_meeting = definition
        .routes
        .iter()
        .any(|route| !crate::workflow::telling::skips_the_meeting(route));
    let wanted = Phase::ALL.into_iter().filter(|phase| match phase {
        Phase::Agenda | Phase::Tabled => by_meeting,
        phase => !phase.is_final(),
    });
    let mut faults = Vec::new();
    for phase in wanted {
        match seen.phases.get(&phase) {
            None => faults.push(format!(
                "Inget ärende kommer till fasen {}.",
                phase.swedish()
            )),
            Some(next)
                if !next
                    .iter()
                    .any(|next| *next > phase && *next != Phase::Withdrawn)
                    && !matches!(phase, Phase::Tabled | Phase::Withdrawn) =>
            {
                faults.push(format!(
                    "Inget ärende kommer vidare från fasen {}.",
                    phase.swedish()
                ));
            }
            Some(next) if next.is_empty() => {
                faults.push(format!("Fasen {} går inte att lämna.", phase.swedish()));
            }
            Some(_) => {}
        }
    }
    walk.all(faults, "Varje fas utom Arkiverat nås och kan lämnas.");
}

fn gates(definition: &Definition, seen: &Seen, walk: &mut Walk) {
    let mut faults = Vec::new();
    for gate in &definition.gates {
        if !seen.opened.contains(&gate.key) {
            faults.push(format!("Spärren ”{}” öppnar aldrig.", gate.key));
        }
        if !seen.blocked.contains(&gate.key) {
            faults.push(format!("Spärren ”{}” stoppar aldrig.", gate.key));
        }
    }
    let number = definition.gates.len();
    if number > 0 && faults.is_empty() && walk.holds() {
        let proved = format!("Alla {number} spärrar kan både öppna och stoppa.");
        walk.proved.push(proved);
    }
    // What could not even be made up has been told.
    faults.retain(|fault| {
        let told = |said: &Counterexample| {
            fault
                .split('”')
                .nth(1)
                .is_some_and(|key| said.message.contains(&format!("”{key}”")))
        };
        !walk.counterexamples.iter().any(told)
    });
    for fault in faults {
        walk.fails(fault);
    }
}

impl Walk {
    fn fails(&mut self, message: String) {
        self.counterexamples.push(Counterexample {
            message,
            path: Vec::new(),
        });
    }

    fn all(&mut self, faults: Vec<String>, proved: &str) {
        if faults.is_empty() {
            self.proved.push(proved.to_owned());
        }
        for fault in faults {
            self.fails(fault);
        }
    }

    fn told(&mut self, faults: &[(String, Vec<String>)], proved: &str) {
        if faults.is_empty() {
            self.proved.push(proved.to_owned());
        }
        for (message, path) in faults {
            self.counterexamples.push(Counterexample {
                message: message.clone(),
                path: path.clone(),
            });
        }
    }
}
