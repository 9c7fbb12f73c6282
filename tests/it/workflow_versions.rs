//! Versions of matter types: what is taken into force and what is not, and moving running matters,
//! on both databases.

use std::{fs, path::PathBuf};

use beslut::{
    domain::{
        calendar,
        identifiers::MatterId,
        journal::Stream,
        person::{GroupMember, Term},
        refusal::Refusal,
    },
    matter::{act::Action, edit::fields_seen, state::Matter},
    office::{
        Office, OfficeError, Steward,
        matters::NewMatter,
        migrating::MoveOrder,
        workflows::{Installed, Installer, Standing},
    },
    store::{
        journal,
        listings::{self, Wanted},
        matters, sign_offs,
    },
    work::Subject,
    workflow::{
        keys::{FieldKey, SectionKey, WorkflowId},
        phase::Phase,
        source::Source,
        value::Value,
    },
};

use crate::{on_both_databases, support::TestDb, town::Town};

/// A small type of the municipality's own.
const OWN: &str = include_str!("workflow_versions/resor.toml");

/// What a version adds that keeps a register.
const REGISTER: &str = r#"
[inventory]
title = "Register över resor"
name = "destination"

[[inventory.states]]
id = "planerad"
title = "Planerad"
when = "phase in ['draft']"
"#;

const ADMINISTRATOR: &str = "ingrid@exempelby.se";

fn id() -> WorkflowId {
    "resor".parse().unwrap()
}

fn version(number: u32) -> String {
    OWN.replace(
        "version = 1",
        &format!("version = {number}\nreplaces = [1]"),
    )
}

fn source(text: &str) -> Source {
    Source::alone("resor.toml", text)
}

async fn install(town: &Town, text: &str) -> Result<Installed, Refusal> {
    let by = Installer::Steward(Steward::CommandLine);
    let at = town.clock.now();
    match town.office.install_workflow(&source(text), by, at).await {
        Ok(installed) => Ok(installed),
        Err(OfficeError::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other}"),
    }
}

fn in_force(office: &Office) -> Option<u32> {
    office
        .workflows()
        .newest(&id())
        .map(|newest| newest.version)
}

async fn open(town: &Town, title: &str) -> MatterId {
    let new = NewMatter {
        workflow: id(),
        body: town.body(),
        title: title.to_owned(),
        responsible: None,
        content: None,
    };
    let anna = town.asker("anna@exempelby.se");
    let opened = town.office.open_matter(anna, new, None, town.clock.now());
    opened.await.unwrap()
}

async fn matter(town: &Town, id: MatterId) -> Matter {
    let db = town.office.db();
    let found = db.read(async |read| matters::find(read, id).await).await;
    found.unwrap().unwrap()
}

async fn acts(town: &Town, stream: Stream) -> Vec<String> {
    let db = town.office.db();
    let entries = db
        .read(async |read| journal::entries(read, stream).await)
        .await;
    let entries = entries.unwrap().into_iter();
    entries
        .map(|entry| entry.payload().unwrap().entry.act)
        .collect()
}

async fn rename(town: &Town, renaming: &'static str) {
    let db = town.office.db();
    db.write(async |write| {
        write.query(renaming).run().await?;
        Ok::<(), OfficeError>(())
    })
    .await
    .unwrap();
}

async fn withdraw(town: &Town, id: MatterId) {
    let action = Action::Withdraw {
        reason: "Behövs inte.".to_owned(),
    };
    let anna = town.asker("anna@exempelby.se");
    town.office
        .act_on_matter(anna, id, action, None, town.clock.now())
        .await
        .unwrap();
}

/// Fills in the matter as Anna, and sends it to the reviewer of its one step.
async fn submit(town: &Town, id: MatterId) {
    let at = town.clock.now();
    let term = Term {
        from: calendar::today_in_stockholm(at),
        until: None,
    };
    let member = GroupMember {
        group: "ekonomer".to_owned(),
        person: town.person("sofia@exempelby.se"),
        term,
    };
    let joined = town.office.join_group(member, Steward::CommandLine, at);
    joined.await.unwrap();
    let content = matter(town, id).await.content;
    let destination: FieldKey = "resmal".parse().unwrap();
    let section: SectionKey = "forslag".parse().unwrap();
    let actions = [
        Action::WriteFields {
            seen: fields_seen(&content, [&destination]),
            values: [(destination, Some(Value::Text("Oslo".to_owned())))].into(),
        },
        Action::WriteSection {
            seen: content
                .section(&section)
                .map_or(0, |section| section.version),
            section,
            text: "Resan godkänns.".to_owned(),
        },
        Action::Submit,
    ];
    let anna = town.asker("anna@exempelby.se");
    for action in actions {
        let at = town.clock.now();
        let done = town.office.act_on_matter(anna, id, action, None, at);
        done.await.unwrap();
    }
}

fn order(loss_confirmed: bool) -> MoveOrder {
    MoveOrder {
        id: id(),
        seen: None,
        loss_confirmed,
    }
}

/// A folder of the municipality's own, and a town that looks in it.
struct WithFolder {
    town: Town,
    folder: PathBuf,
}

impl WithFolder {
    async fn new(db: &TestDb) -> Self {
        let folder = db.folder().join("arendetyper");
        fs::create_dir_all(&folder).unwrap();
        let town = Town::new(db).await;
        Self { town, folder }
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    async fn try_look(&self) -> Result<Vec<(String, Result<Installed, Refusal>)>, OfficeError> {
        let at = self.town.clock.now();
        let office = &self.town.office;
        office.reload_workflows(Installer::Folder, at).await
    }

    /// A look after something has changed, at which nothing happens, and the one after.
    async fn look(&self) -> Vec<(String, Result<Installed, Refusal>)> {
        assert!(self.try_look().await.unwrap().is_empty());
        self.try_look().await.unwrap()
    }
}

on_both_databases! {
    /// A version is taken into force once, with both hashes in a journal of its own.
    async fn a_version_is_taken_into_force_by_a_recorded_act(db: &TestDb) {
        let town = Town::new(db).await;
        let first = install(&town, OWN).await.unwrap();
        assert_eq!((first.version, first.before, first.is_new), (1, None, true));
        assert_eq!(first.warnings, ["Gruppen ”ekonomer”, som rollen Ekonom hämtas ur, har ingen medlem."]);
        assert!(!install(&town, OWN).await.unwrap().is_new, "the same again changes nothing");
        let second = install(&town, &version(2)).await.unwrap();
        assert_eq!(second.before, Some(1));
        assert_eq!(in_force(&town.office), Some(2));

        let by = Steward::SignedIn(town.person(ADMINISTRATOR));
        let at = town.clock.now();
        let journal = town.office.journal_of_type(&id(), by, at).await.unwrap();
        let details: Vec<_> = journal.iter().map(|entry| entry.payload().unwrap().entry.details).collect();
        assert_eq!(details.len(), 2);
        assert_eq!(details[1]["from"], details[0]["to"]);
        assert_ne!(details[1]["to"]["hash"], details[1]["from"]["hash"]);
        let stranger = Steward::SignedIn(town.person("anna@exempelby.se"));
        assert!(town.office.journal_of_type(&id(), stranger, at).await.is_err());
    }

    /// Nothing that is wrong takes the last good version out of force.
    async fn what_is_wrong_never_displaces_what_is_in_force(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, &version(2)).await.unwrap();
        for (text, says) in [
            (version(3).replace("role = \"ekonom\"", "role = \"ekonomen\""), "okänd roll 'ekonomen'"),
            (version(2).replace("Resor", "Tjänsteresor"), "finns redan med ett annat innehåll"),
            (OWN.to_owned(), "version 2 är i bruk"),
        ] {
            let refusal = install(&town, &text).await.unwrap_err();
            assert!(refusal.to_string().contains(says), "{refusal}");
            assert_eq!(in_force(&town.office), Some(2));
        }
        let officer = Installer::Steward(Steward::SignedIn(town.person("anna@exempelby.se")));
        let refused = town.office.install_workflow(&source(&version(3)), officer, town.clock.now()).await;
        assert!(matches!(refused, Err(OfficeError::Refused(_))));
        assert_eq!(in_force(&town.office), Some(2));
    }

    /// What is in force is so on every node, and after a restart without the file.
    async fn all_nodes_and_a_restart_agree(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        install(&town, OWN).await.unwrap();
        assert_eq!(in_force(&other.office), None, "not asked yet");
        let kartor = open(&other, "Resa till Oslo").await;
        assert_eq!(in_force(&other.office), Some(1), "opening asks the database");

        install(&town, &version(2)).await.unwrap();
        let late = open(&other, "Resa till Åbo").await;
        assert_eq!(matter(&town, kartor).await.workflow.version, 1);
        assert_eq!(matter(&town, late).await.workflow.version, 2);

        let restarted = town.another_node(db, 2).await;
        assert_eq!(in_force(&restarted.office), Some(2));
        let anna = restarted.asker("anna@exempelby.se");
        let view = restarted.office.matter_view(anna, kartor, town.clock.now()).await.unwrap();
        assert_eq!(view.definition.version, 1, "the older version is read again");
    }

    /// Two nodes that take the same file into force at once do it once.
    async fn two_nodes_at_once_do_it_once(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let (one, two) = tokio::join!(install(&town, OWN), install(&other, OWN));
        let new = [one.unwrap().is_new, two.unwrap().is_new];
        assert_eq!(new.iter().filter(|new| **new).count(), 1, "{new:?}");
        let by = Steward::CommandLine;
        let journal = town.office.journal_of_type(&id(), by, town.clock.now()).await.unwrap();
        assert_eq!(journal.len(), 1);
    }

    /// The folder is read again: good files are taken into force, faulty ones change nothing.
    async fn the_folder_is_read_again(db: &TestDb) {
        let own = WithFolder::new(db).await;
        assert!(own.look().await.is_empty());
        own.put("resor.toml", OWN);
        own.put("resor.scenario.toml", "inte en ärendetyp");
        let came = own.look().await;
        assert!(came[0].1.as_ref().unwrap().is_new);
        assert_eq!(came.len(), 1);
        assert_eq!(in_force(&own.town.office), Some(1));
        assert!(own.look().await.is_empty(), "nothing has changed");

        own.put("resor.toml", &version(2).replace("[[sections]]", "[[section]]"));
        let refused = own.look().await.remove(0).1.unwrap_err();
        assert!(refused.to_string().contains("okänd nyckel 'section'"), "{refused}");
        assert_eq!(in_force(&own.town.office), Some(1));
        let restarted = own.town.another_node(db, 1).await;
        assert_eq!(in_force(&restarted.office), Some(1), "also over a restart");

        let shared = "format = 1\n[fields]\nland = { type = \"country\", title = \"Land\" }\n";
        let including = version(3).replace("format = 1", "format = 1\ninclude = [\"gemensamt/resa.toml\"]");
        own.put("resor.toml", &including);
        assert!(own.look().await[0].1.is_err(), "what it includes is missing");
        own.put("gemensamt/resa.toml", shared);
        assert!(own.look().await[0].1.as_ref().unwrap().is_new, "and then it is there");
        fs::remove_dir_all(&own.folder).unwrap();
        assert!(own.look().await.is_empty(), "a folder that is gone changes nothing");
        let restarted = own.town.another_node(db, 2).await;
        let newest = restarted.office.workflows().newest(&id()).unwrap();
        assert_eq!(newest.version, 3);
        assert!(newest.field("resa_land").is_some(), "what it included is kept too");
    }

    /// A file that somebody is still writing is whole up to some line, and is left until it stands still.
    async fn a_file_that_is_being_written_is_left(db: &TestDb) {
        let own = WithFolder::new(db).await;
        let half = &OWN[..OWN.find("[review]").unwrap()];
        let readable = format!("{half}\n[[decision.routes]]\nid = \"namnd\"\nby = \"namnd\"\n");
        for written in [half, &readable, OWN] {
            own.put("resor.toml", written);
            assert!(own.try_look().await.unwrap().is_empty(), "{written}");
            assert_eq!(in_force(&own.town.office), None);
        }
        assert!(own.try_look().await.unwrap()[0].1.as_ref().unwrap().is_new);
        let newest = own.town.office.workflows().newest(&id()).unwrap();
        assert_eq!(newest.review.steps.len(), 1);
    }

    /// What could not be kept is tried again without anybody touching the file.
    async fn a_fault_in_the_database_keeps_nothing_out_for_good(db: &TestDb) {
        let own = WithFolder::new(db).await;
        own.put("resor.toml", OWN);
        assert!(own.try_look().await.unwrap().is_empty());
        rename(&own.town, "ALTER TABLE group_member RENAME TO gone").await;
        assert!(own.try_look().await.is_err());
        rename(&own.town, "ALTER TABLE gone RENAME TO group_member").await;
        assert!(own.try_look().await.unwrap()[0].1.as_ref().unwrap().is_new);
    }

    /// A file in another encoding is told, and never kept with letters that nobody wrote.
    async fn a_file_that_is_not_utf_8_is_faulty(db: &TestDb) {
        let own = WithFolder::new(db).await;
        let latin: Vec<u8> = OWN.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
        fs::write(own.folder.join("resor.toml"), latin).unwrap();
        let refused = own.look().await.remove(0).1.unwrap_err();
        assert!(refused.to_string().contains("inte sparad som UTF-8"), "{refused}");
        assert_eq!(in_force(&own.town.office), None);
        own.put("resor.toml", OWN);
        assert!(own.look().await[0].1.as_ref().unwrap().is_new, "and the version is not used up");
    }

    /// Everything that a file names and the municipality does not have is told.
    async fn whatever_is_missing_here_is_told(db: &TestDb) {
        let town = Town::new(db).await;
        let naming = OWN
            .replace("ekonom = {", "radet = { title = \"Råd\", from = \"body:radet\" }\nekonom = {")
            .replace("role = \"ekonom\"\n", "role = \"ekonom\"\nescalate = { after = \"1 workday\", to = \"group:chefer\" }\n")
            .replace("[[decision.routes]]", r#"[[gates]]
id = "spar"
at = ["ready"]
check = "filled(syfte)"
message = "Syftet saknas."
ref = "Prov"
override = { by = "toppen" }

[[collections]]
id = "fragor"
title = "Frågor"
to = "group:ombud"
deadline = "5 workdays"
questions = [{ id = "svar", title = "Svar?", type = "text" }]

[[decision.routes]]
id = "delegat"
when = "resmal == 'Oslo'"
by = "delegate"
point = "1"
on_behalf_of = "utskottet"

[[decision.routes]]
id = "toppen"
when = "resmal == 'Rom'"
by = "toppen"

[[decision.routes]]"#);
        let warnings = install(&town, &naming).await.unwrap().warnings;
        let named = ["”ekonomer”", "”radet”", "”chefer”", "”utskottet”", "”toppen”, som beslutar", "”toppen”, som medger", "”ombud”"];
        for name in named {
            let told = warnings.iter().filter(|warning| warning.contains(name)).count();
            assert_eq!(told, 1, "{name}: {warnings:?}");
        }
        assert_eq!(warnings.len(), named.len(), "{warnings:?}");
    }

    /// The administrator sees what lies there, what is wrong with it, and reads it in by a button.
    async fn the_administrator_sees_the_types_and_reads_them_in(db: &TestDb) {
        let own = WithFolder::new(db).await;
        own.put("fel.toml", &OWN.replace("role = \"ekonom\"", "role = \"ekonomen\""));
        own.put("resor.toml", OWN);
        let ingrid = own.town.as_(ADMINISTRATOR).await;
        let page = ingrid.get("/arbetsfloden").await.ok();
        page.must_say("okänd roll 'ekonomen'").must_say("Har fel").must_say("Tas i bruk");
        let page = ingrid.send(&page.form_with("Läs in nu")).await.ok();
        page.must_say("I bruk");
        assert_eq!(in_force(&own.town.office), Some(1));

        let by = Steward::SignedIn(own.town.person(ADMINISTRATOR));
        let (_, offered) = own.town.office.matter_types(by, own.town.clock.now()).await.unwrap();
        let standings: Vec<Standing> = offered.unwrap().iter().map(|one| one.standing).collect();
        assert_eq!(standings, [Standing::Faulty, Standing::InForce]);

        let anna = own.town.as_("anna@exempelby.se").await;
        let seen = anna.get("/arbetsfloden").await.ok();
        assert!(!seen.says("Läs in nu") && !seen.says("okänd roll"));
        let seen = anna.get("/arbetsfloden/resor").await.ok();
        assert!(!seen.says("Pågående ärenden med en äldre version"));
        let form = ingrid.get("/arbetsfloden").await.ok().form_with("Läs in nu");
        anna.send(&form).await.expect(403);
    }

    /// Running matters are moved: each that can be, with a line in its journal.
    async fn running_matters_are_moved(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, OWN).await.unwrap();
        let (moves, withdrawn) = (open(&town, "Resa till Oslo").await, open(&town, "Resa bort").await);
        withdraw(&town, withdrawn).await;
        let by = Steward::CommandLine;
        let at = town.clock.now();
        let renamed = version(2)
            .replace("resmal =", "destination =")
            + "\n[migration]\nfields = { destination = \"resmal\" }\n"
            + REGISTER;
        let before = matter(&town, moves).await;
        install(&town, &renamed).await.unwrap();

        let dry = town.office.try_migration(&id(), by, at).await.unwrap();
        assert_eq!(dry.matters.len(), 1, "a withdrawn matter is not running: {dry:?}");
        assert!(dry.matters[0].result.is_ok());
        assert!(!dry.changes[&1].is_empty(), "what has changed is told");
        assert_eq!(matter(&town, moves).await, before, "a dry run changes nothing");

        let stale = MoveOrder { seen: Some(before.workflow.hash), ..order(false) };
        assert!(town.office.migrate_matters(&stale, by, at).await.is_err(), "another version was shown");
        town.office.migrate_matters(&order(false), by, at).await.unwrap();
        let after = matter(&town, moves).await;
        assert_eq!(after.workflow.version, 2);
        assert_eq!(after.phase, Phase::Draft);
        let wanted = Wanted { workflow: "resor".to_owned(), ..Wanted::default() };
        let rows = town.office.db().read(async |read| listings::list(read, &wanted, 0, 10).await).await.unwrap();
        let row = rows.iter().find(|row| row.matter == moves).unwrap();
        assert_eq!(row.state.as_deref(), Some("planerad"), "the register follows the new version");
        assert_eq!(acts(&town, Stream::Matter(moves)).await.last().unwrap(), "migrated");
        assert_eq!(matter(&town, withdrawn).await.workflow.version, 1);
        let again = town.office.migrate_matters(&order(false), by, at).await.unwrap();
        assert!(again.matters.is_empty(), "nothing is left to move");
        let anna = Steward::SignedIn(town.person("anna@exempelby.se"));
        assert!(town.office.try_migration(&id(), anna, at).await.is_err());
    }

    /// What was frozen before the move is shown as it was frozen, by the version of that day.
    async fn a_frozen_version_is_shown_by_the_type_it_was_frozen_under(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, OWN).await.unwrap();
        let id = open(&town, "Resa till Oslo").await;
        submit(&town, id).await;
        let of = Subject::Matter(id);
        let asked = db.read(async |read| sign_offs::of(read, of).await).await.unwrap();
        let before = town.office.version_as_html(of, 1, 3).await.unwrap();
        let renamed = version(2)
            .replace("resmal = { type = \"text\", title = \"Resmål\" }", "destination = { type = \"text\", title = \"Mål\" }")
            .replace("id = \"forslag\"", "id = \"beslut\"")
            .replace("id = \"ekonomi\"", "id = \"pengar\"")
            + "\n[migration]\nfields = { destination = \"resmal\" }\nsections = { beslut = \"forslag\" }\nsteps = { pengar = \"ekonomi\" }\n";
        install(&town, &renamed).await.unwrap();

        let (by, at) = (Steward::CommandLine, town.clock.now());
        town.office.migrate_matters(&order(true), by, at).await.unwrap();

        let moved = matter(&town, id).await;
        assert_eq!(moved.workflow.version, 2);
        let frozen_under = moved.frozen.as_ref().unwrap().workflow;
        let definition = town.office.definition_of_version(&moved, frozen_under).unwrap();
        assert_eq!(definition.version, 1);
        assert_eq!(town.office.version_as_html(of, 1, 3).await.unwrap(), before);
        let view = town.office.sign_off_view(asked[0].id).await.unwrap().unwrap();
        assert_eq!(view.definition.unwrap().version, 1);
        // A state from before this was kept says nothing of it, and is shown by the matter's own.
        let own = town.office.definition_of_version(&moved, None).unwrap();
        assert_eq!(own.version, 2);
    }

    /// A matter that cannot be mapped is told and left, the others are moved; and from the page.
    async fn one_that_cannot_be_moved_stays_and_the_others_go(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, OWN).await.unwrap();
        let (stays, goes) = (open(&town, "Resa med mål").await, open(&town, "Resa utan mål").await);
        let anna = town.as_("anna@exempelby.se").await;
        let form = anna.form(&format!("/arenden/{stays}/falt")).await;
        anna.send(&form.fill("resmal", "Oslo")).await.ok();
        let without = version(2).replace("resmal = { type = \"text\", title = \"Resmål\" }\n", "");
        install(&town, &without).await.unwrap();

        let ingrid = town.as_(ADMINISTRATOR).await;
        let page = ingrid.get("/arbetsfloden/resor").await.ok();
        page.must_say("Ärenden som inte flyttas").must_say("Uppgiften ”Resmål” finns inte");
        let page = ingrid.send(&page.form_with("Flytta ärendena till version 2")).await.ok();
        page.must_say("Det finns inga pågående ärenden att flytta");
        assert_eq!(matter(&town, stays).await.workflow.version, 1);
        assert_eq!(matter(&town, goes).await.workflow.version, 2);

        let dropping = without.replace("version = 2", "version = 3")
            + "\n[migration.drop]\nfields = [\"resmal\"]\n";
        install(&town, &dropping).await.unwrap();
        let page = ingrid.get("/arbetsfloden/resor").await.ok();
        let unconfirmed = page.form_with("Flytta ärendena till version 3");
        ingrid.send(&unconfirmed).await.ok();
        assert_eq!(matter(&town, stays).await.workflow.version, 1, "nobody has confirmed");
        let page = ingrid.get("/arbetsfloden/resor").await.ok();
        let confirmed = page.form_with("Flytta ärendena till version 3").tick("loss");
        ingrid.send(&confirmed).await.ok();
        let after = matter(&town, stays).await;
        assert_eq!(after.workflow.version, 3);
        assert!(after.content.fields.is_empty());
    }

    /// One that cannot be written stays as it was and is told; the others are moved.
    async fn one_that_fails_is_told_and_the_others_go(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, OWN).await.unwrap();
        let (fails, goes) = (open(&town, "Resa med fel").await, open(&town, "Resa utan fel").await);
        install(&town, &version(2)).await.unwrap();
        town.office
            .db()
            .write(async |write| {
                write
                    .query("DELETE FROM journal_head WHERE stream_id = $1")
                    .bind(fails.to_string())
                    .run()
                    .await?;
                Ok::<(), OfficeError>(())
            })
            .await
            .unwrap();
        let (by, at) = (Steward::CommandLine, town.clock.now());
        let done = town.office.migrate_matters(&order(false), by, at).await.unwrap();
        for moved in &done.matters {
            assert_eq!(moved.result.is_err(), moved.matter == fails, "{moved:?}");
        }
        assert_eq!(matter(&town, fails).await.workflow.version, 1);
        assert_eq!(matter(&town, goes).await.workflow.version, 2);
    }

    /// A matter that was ready becomes a draft, and its officer is told by mail why.
    async fn the_officer_is_told_when_a_matter_becomes_a_draft(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, &OWN.replace("group:ekonomer", "group:jurister")).await.unwrap();
        let id = open(&town, "Resa till Oslo").await;
        let anna = town.as_("anna@exempelby.se").await;
        let form = anna.form(&format!("/arenden/{id}/avsnitt/forslag")).await;
        anna.send(&form.fill("text", "Resan godkänns.")).await.ok();
        let check = anna.get(&format!("/arenden/{id}/steg/skicka")).await.ok();
        anna.send(&check.form_with("Skicka på granskning")).await.ok();
        town.mail().await;

        let demanding = version(2)
            .replace("group:ekonomer", "group:jurister")
            .replace("title = \"Syfte\" }", "title = \"Syfte\", required = \"review\" }");
        install(&town, &demanding).await.unwrap();
        let (by, at) = (Steward::CommandLine, town.clock.now());
        town.office.migrate_matters(&order(false), by, at).await.unwrap();
        assert_eq!(matter(&town, id).await.phase, Phase::Draft);
        let told = town.mail_to("anna@exempelby.se").await;
        assert!(told.text.contains("version 2 av ”Resor i tjänsten”"), "{}", told.text);
        assert!(told.text.contains("utkast igen: den nya versionen kräver mer – ”Syfte”"), "{}", told.text);
        assert!(told.text.contains(&format!("/arenden/{id}")), "{}", told.text);
    }

    /// Two who move at once move each matter once.
    async fn two_who_move_at_once_move_each_matter_once(db: &TestDb) {
        let town = Town::new(db).await;
        install(&town, OWN).await.unwrap();
        let mut opened = Vec::new();
        for number in 1..=5 {
            opened.push(open(&town, &format!("Resa {number}")).await);
        }
        install(&town, &version(2)).await.unwrap();
        let other = town.another_node(db, 1).await;
        let (by, at, order) = (Steward::CommandLine, town.clock.now(), order(false));
        let (one, two) = tokio::join!(
            town.office.migrate_matters(&order, by, at),
            other.office.migrate_matters(&order, by, at),
        );
        one.unwrap();
        two.unwrap();
        for id in opened {
            assert_eq!(matter(&town, id).await.workflow.version, 2);
            let acts = acts(&town, Stream::Matter(id)).await;
            assert_eq!(acts.iter().filter(|act| *act == "migrated").count(), 1, "{acts:?}");
        }
    }
}
