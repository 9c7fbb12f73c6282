//! A matter of Exempelby that the measurements open again and again.

use beslut::{
    domain::{entropy::Entropy, identifiers::MatterId},
    matter::{
        file::MatterFile,
        import::{Arrival, Source, import},
        state::{Attachment, Content, File},
    },
    office::matters::NewMatter,
};

use crate::town::{self, Town};

const MATTER: &str = include_str!("../../tests/cases/molntjanst.arende.md");

/// Opens the matter, by Anna.
pub(crate) async fn open(town: &Town, content: &Content) -> MatterId {
    let new = NewMatter {
        workflow: "molntjanst".parse().unwrap(),
        body: town.body(),
        title: content.title.clone(),
        responsible: None,
        content: Some(content.clone()),
    };
    let officer = town.asker("anna@exempelby.se");
    town.office
        .open_matter(officer, new, None, town.clock.now())
        .await
        .unwrap()
}

/// A matter that can be sent to review at once.
pub(crate) async fn content(town: &Town) -> Content {
    let source = Source {
        name: "molntjanst.arende.md",
        text: MATTER,
    };
    let file = MatterFile::read(source.name, source.text).unwrap();
    let definition = town
        .office
        .workflows()
        .newest(&"molntjanst".parse().unwrap())
        .unwrap();
    let at = town.clock.now();
    let by = town.person("anna@exempelby.se");
    let mut entropy = Entropy::new(at, [5; 32]);
    let arrival = Arrival {
        by,
        at,
        entropy: &mut entropy,
    };
    let mut content = import(&file, source, definition, arrival).unwrap().content;
    content.fields.extend(town::answers::values(definition));
    let blob = town
        .office
        .blobs()
        .put_bytes(b"%PDF-1.7 bilaga")
        .await
        .unwrap();
    content.attachments = ["riskanalys", "laglighetsbedomning"]
        .into_iter()
        .map(|kind| Attachment {
            id: entropy.id(),
            kind: Some(kind.parse().unwrap()),
            title: kind.to_owned(),
            dated: None,
            signed: false,
            file: Some(File {
                digest: blob.digest,
                name: format!("{kind}.pdf"),
                media_type: "application/pdf".to_owned(),
                size: blob.size,
            }),
            added_at: at,
            added_by: by,
        })
        .collect();
    content
}
