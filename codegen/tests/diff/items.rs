//! The Rust items of changes.

use crate::{HOTEL, model, options};
use smithwright_codegen::diagnostic::{Diagnostics, Source};
use smithwright_codegen::lower::Items;
use smithwright_codegen::model::ShapeKind;
use smithwright_codegen::{Request, diff, plan};
use std::collections::BTreeSet;
use std::fmt::Display;

/// The input of an operation has the name of another shape.
#[test]
fn shapes_of_one_name_are_compared_each_with_its_own() {
    let text = HOTEL
        .replace("bed: Bed, beds", "again: GetRoomInput, bed: Bed, beds")
        .replace("input := { @required @httpLabel number: Integer }", "input: GetRoomInput");
    let text = format!("{text}\nstructure GetRoomInput {{ @required @httpLabel number: Integer }}\n");
    let new = text.replace(
        "@httpLabel number: Integer }",
        "@httpLabel number: Integer, @httpQuery(\"n\") note: String }",
    );
    let found = diff::changes(&model(&text), &model(&new), &options());
    let items: Vec<_> = found.iter().filter_map(|change| change.item.as_deref()).collect();
    assert_eq!(
        items,
        [
            "aws_sdk_hotel::types::GetRoomInput::note",
            "aws_sdk_hotel::operation::get_room::GetRoomInput::note"
        ]
    );
}

/// Every item that a change could name is one of the plan, and the other way round.
#[test]
fn items_are_those_of_the_plan() {
    for (file, text) in [
        ("hotel.smithy", HOTEL),
        (
            "kitchen-sink-2026-01-01.normal.json",
            include_str!("../../../tests/models/kitchen-sink-2026-01-01.normal.json"),
        ),
    ] {
        let source = Source { name: file.to_owned(), text: text.to_owned() };
        let (request, mut diagnostics) = (Request::new(options()), Diagnostics::default());
        let model = smithwright_codegen::model(&source, &request, &mut diagnostics).expect("a model");
        let plan = smithwright_codegen::plan_of(&model, &request, &mut diagnostics).expect("a plan");
        let lib = &plan.library;
        let (mut planned, mut events) = (BTreeSet::new(), Vec::new());
        let mut add = |module: &str, name: &dyn Display, parts: Vec<String>| {
            planned.insert(format!("{lib}::{module}::{name}"));
            planned.extend(parts.iter().map(|part| format!("{lib}::{module}::{name}::{part}")));
        };
        let fields = |of: &'_ plan::Structure| {
            of.fields.iter().map(|field| field.name.to_string()).collect::<Vec<_>>()
        };
        for operation in &plan.operations {
            for of in [&operation.input, &operation.output] {
                add(&format!("operation::{}", operation.module), &of.name, fields(of));
            }
        }
        for of in &plan.structures {
            add("types", &of.name, fields(of));
        }
        for error in &plan.errors {
            let message = ["message".to_owned()];
            match error {
                plan::Error::Structure(of) => add("types::error", &of.name, fields(of)),
                plan::Error::Plain(error) => add("types::error", &error.name, message.to_vec()),
            }
        }
        for of in &plan.enums {
            add("types", &of.name, of.variants.iter().map(|variant| variant.name.to_string()).collect());
        }
        for of in &plan.unions {
            add("types", &of.name, of.variants.iter().map(|variant| variant.name.to_string()).collect());
            if let Some(error) = &of.event_error {
                let variants = error.variants.iter().map(|variant| variant.name.to_string()).collect();
                events.push((error.name.to_string(), variants));
            }
        }
        events.into_iter().for_each(|(name, variants): (_, Vec<String>)| {
            for variant in variants {
                planned.insert(format!("{lib}::types::error::{name}::{variant}"));
            }
        });
        for operation in &plan.operations {
            planned.insert(format!("{lib}::Client::{}", operation.module));
            for waiter in &operation.waiters {
                planned.insert(format!("{lib}::client::Waiters::{}", waiter.method));
            }
        }
        let mut items = Items::new(&model, None, &request.options.renames);
        let mut named = BTreeSet::new();
        for (name, operation) in &model.operations {
            named.extend(items.operation(name));
            named.extend(operation.waiters.iter().filter_map(|waiter| items.waiter(name, &waiter.name)));
        }
        for (id, shape) in &model.shapes {
            named.extend(items.shape(id));
            named.extend(shape.kind.members().iter().filter_map(|member| items.member(id, &member.name)));
            if let ShapeKind::Enum { values } = &shape.kind {
                named.extend(values.iter().filter_map(|value| items.member(id, &value.value)));
            }
        }
        assert_eq!(
            named.difference(&planned).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{file}: only named"
        );
        assert_eq!(
            planned.difference(&named).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{file}: only planned"
        );
    }
}
