//! The form control of a question, by the type of its answer.

use crate::{
    web::look::field::{Choice, FieldView, Widget},
    workflow::{collection::Question, value::FieldType},
};

/// The control with what is typed. Every control sends its name, also when it is empty.
pub(in crate::web) fn of_question(name: &str, question: &Question, text: &str) -> FieldView {
    let title = &question.title;
    let mut shown = match &question.kind {
        FieldType::Richtext => FieldView::textarea(name, title, text, 6),
        FieldType::Date => FieldView::date(name, title, text),
        FieldType::Number => {
            let widget = Widget::Number {
                value: text.to_owned(),
                unit: None,
            };
            FieldView::new(name, title, widget)
        }
        FieldType::Bool => {
            let choices = [("", "Inte besvarat"), ("ja", "Ja"), ("nej", "Nej")];
            let choices = choices
                .into_iter()
                .map(|(value, title)| Choice::new(value, title).chosen(value == text))
                .collect();
            FieldView::new(name, title, Widget::Radios { choices })
        }
        FieldType::Enum { choices } | FieldType::Level { choices, .. } => {
            let mut shown = vec![Choice::new("", "Inte valt").chosen(text.is_empty())];
            shown.extend(choices.iter().map(|choice| {
                Choice::new(choice.key.as_str(), &choice.title).chosen(choice.key.as_str() == text)
            }));
            FieldView::new(name, title, Widget::Select { choices: shown })
        }
        _ => FieldView::text(name, title, text),
    };
    let help: Vec<String> = [question.help.clone(), question.kind.help()]
        .into_iter()
        .flatten()
        .collect();
    if !help.is_empty() {
        shown.hint = Some(help.join(" "));
    }
    if question.optional {
        shown.optional()
    } else {
        shown
    }
}
