//! Nothing changes in silence, and what changes is told in words.

use proptest::prelude::*;

use super::*;
use crate::workflow::read;

const SOURCE: &str = include_str!("../../../workflows/molntjanst.toml");

fn definition(source: &str) -> Definition {
    read("prov.toml", source).unwrap_or_else(|findings| panic!("{findings}"))
}

fn sentences(replace: &[(&str, &str)]) -> Vec<String> {
    let mut changed = SOURCE.to_owned();
    for (from, to) in replace {
        assert!(changed.contains(from), "{from}");
        changed = changed.replacen(from, to, 1);
    }
    let Diff(changes) = diff(&definition(SOURCE), &definition(&changed));
    changes.into_iter().map(|change| change.sentence).collect()
}

#[test]
fn a_version_does_not_differ_from_itself() {
    let spaced = format!("# En kommentar\n{SOURCE}\n\n");
    assert!(diff(&definition(SOURCE), &definition(&spaced)).is_empty());
}

#[test]
fn what_changes_is_told_in_words() {
    for (replace, said) in [
        (
            vec![("deadline = \"10 workdays\"", "deadline = \"15 workdays\"")],
            vec![
                "Tidsfristen för granskningssteget ”Juridisk granskning” i granskningen ändras från 10 till 15 arbetsdagar.",
            ],
        ),
        (
            vec![("\nversion = 1", "\nversion = 2")],
            vec!["Versionen ändras från 1 till 2."],
        ),
        (
            vec![("at      = [\"ready\"]", "at      = [\"ready\", \"agenda\"]")],
            vec!["Faserna där den prövas för spärren ”skyddsniva”: På dagordningen tillkommer."],
        ),
        (
            vec![(
                "check   = \"systemklass >= informationsklass\"",
                "check   = \"systemklass > informationsklass\"",
            )],
            vec![
                "Villkoret för spärren ”skyddsniva” ändras från ”Tjänstens skyddsnivå är minst Informationsklass” till ”Tjänstens skyddsnivå är högre än Informationsklass”.",
            ],
        ),
        (
            vec![(
                "retention      = \"bevaras\"",
                "retention      = \"gallras efter 5 år\"",
            )],
            vec!["Bevarandet för arkiveringen ändras från ”bevaras” till ”gallras efter 5 år”."],
        ),
        (
            vec![("mfa = \"Flerfaktor\", ", "")],
            vec!["Värdet ”mfa” i fältet ”Inloggning” tas bort (”Flerfaktor”)."],
        ),
        (
            vec![("K1 = \"Intern (K1)\"", "K1 = \"Intern\"")],
            vec!["Steget ”K1” i skalan ”klass” ändras från ”Intern (K1)” till ”Intern”."],
        ),
        (
            vec![(
                "[[sections]]\nid    = \"juridik\"\ntitle = \"Juridisk bedömning\"\n",
                "",
            )],
            vec!["Avsnittet ”Juridisk bedömning” tas bort."],
        ),
        (
            vec![(
                "[[decision.routes]]",
                "[[decision.routes]]\nid = \"kort\"\nwhen = \"informationsklass == 'oppen'\"\nby = \"urgent_chair\"\n[[decision.routes]]",
            )],
            vec![
                "Ny beslutsväg ”kort” i beslutet (villkoret för när det gäller: ”Informationsklass är Öppen”; vem som beslutar: ”urgent_chair”).",
            ],
        ),
    ] {
        assert_eq!(sentences(&replace), said);
    }
}

#[test]
fn a_new_order_is_a_change_too() {
    let moved = SOURCE.replace(
        "losenord = \"Lösenord\", mfa = \"Flerfaktor\"",
        "mfa = \"Flerfaktor\", losenord = \"Lösenord\"",
    );
    let Diff(changes) = diff(&definition(SOURCE), &definition(&moved));
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].kind, ChangeKind::Reordered);
    assert_eq!(
        changes[0].sentence,
        "Värdena i fältet ”Inloggning” står i en annan ordning: mfa, losenord, stark."
    );
}

/// Something that a file might say, also in parts of the language that do not exist.
fn content() -> impl Strategy<Value = Content> {
    let leaf = prop_oneof![
        "[a-z]{0,3}".prop_map(Content::Text),
        "[0-9]|true|false".prop_map(Content::Plain),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![
            Just("gates".to_owned()),
            Just("fields".to_owned()),
            Just("review".to_owned()),
            Just("steps".to_owned()),
            Just("values".to_owned()),
            Just("id".to_owned()),
            Just("title".to_owned()),
            Just("check".to_owned()),
            "[a-c]",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Content::List),
            prop::collection::vec((key, inner), 0..5).prop_map(|entries| {
                let mut seen = std::collections::BTreeSet::new();
                let unique = entries
                    .into_iter()
                    .filter(|(key, _)| seen.insert(key.clone()));
                Content::Table(unique.collect())
            }),
        ]
    })
}

fn root() -> impl Strategy<Value = Content> {
    content().prop_map(|part| match part {
        Content::Table(entries) => Content::Table(entries),
        part => Content::Table(vec![("gates".to_owned(), part)]),
    })
}

proptest! {
    #[test]
    fn two_that_say_different_things_never_look_the_same(one in root(), other in root()) {
        let base = definition(SOURCE);
        let of = |content: &Content| Definition {
            hash: content.hash(),
            content: content.clone(),
            ..base.clone()
        };
        let (one, other) = (of(&one), of(&other));
        prop_assert_eq!(diff(&one, &other).is_empty(), one.hash == other.hash);
        prop_assert!(diff(&one, &one).is_empty());
    }

    #[test]
    fn a_file_with_a_digit_or_a_letter_changed_differs_when_its_hash_does(at in 0_usize..10_000, letter in "[a-z0-9]") {
        let mut changed: Vec<char> = SOURCE.chars().collect();
        let place = at % changed.len();
        changed[place] = letter.chars().next().unwrap_or('x');
        let changed: String = changed.into_iter().collect();
        if let Ok(changed) = read("prov.toml", &changed) {
            let base = definition(SOURCE);
            prop_assert_eq!(diff(&base, &changed).is_empty(), base.hash == changed.hash);
        }
    }
}
