//! The paths of the public items that a model becomes.

use super::names::{self, Names, Owner};
use crate::model::{Model, Operation, Reference, Shape, ShapeId, ShapeKind};
use crate::renames::Renames;

/// Paths of items, decided as [`lower`](super::lower()) decides the names.
#[derive(Debug)]
pub struct Items<'a> {
    model: &'a Model,
    names: Names<'a>,
    library: String,
}

impl<'a> Items<'a> {
    /// The items of the crate of a model; the package is as in [`Options`](super::Options).
    pub fn new(model: &'a Model, package: Option<&str>, renames: &'a Renames) -> Self {
        let package = package.map_or_else(|| names::package(&model.service), str::to_owned);
        let library = names::library(&package).to_string();
        Self { model, names: Names::new(renames), library }
    }

    /// The library.
    pub fn library(&self) -> String {
        self.library.clone()
    }

    /// The method of the client for an operation.
    pub fn operation(&mut self, name: &str) -> Option<String> {
        let operation = self.model.operations.get(name)?;
        Some(format!("{}::Client::{}", self.library, self.names.operation_module(&operation.name)))
    }

    /// The error of an operation.
    pub fn errors(&mut self, operation: &str) -> Option<String> {
        let module = self.module(self.model.operations.get(operation)?);
        Some(format!("{module}::{}", self.names.operation_type(operation, "Error")))
    }

    /// The variant for an error of an operation.
    pub fn error(&mut self, operation: &str, error: &str) -> Option<String> {
        Some(format!("{}::{}", self.errors(operation)?, self.names.type_name(error, "")))
    }

    /// A method of the fluent builder of an operation.
    pub fn method(&mut self, operation: &str, method: &str) -> Option<String> {
        let module = self.module(self.model.operations.get(operation)?);
        let builder = self.names.operation_type(operation, "FluentBuilder");
        Some(format!("{module}::builders::{builder}::{method}"))
    }

    /// The method of a waiter.
    pub fn waiter(&mut self, operation: &str, waiter: &str) -> Option<String> {
        let waiters = &self.model.operations.get(operation)?.waiters;
        waiters.iter().find(|known| known.name == waiter)?;
        let module = self.names.operation_module(waiter);
        Some(format!("{}::client::Waiters::wait_until_{}", self.library, module.stem()))
    }

    /// The type of a shape; `None` if it has no type of its own.
    pub fn shape(&mut self, id: &ShapeId) -> Option<String> {
        let shape = self.model.shapes.get(id)?;
        self.typed(shape).map(|(module, name, _)| format!("{module}::{name}"))
    }

    /// `build` of the builder of a structure.
    pub fn builder(&mut self, id: &ShapeId) -> Option<String> {
        let shape = self.model.shapes.get(id)?;
        let (module, name, _) = self.typed(shape)?;
        Some(format!("{module}::builders::{name}Builder::build"))
    }

    /// The field or variant for a member or a value; `None` if the shape has no type of its own.
    pub fn member(&mut self, id: &ShapeId, member: &str) -> Option<String> {
        let shape = self.model.shapes.get(id)?;
        let (module, ty, owner) = self.typed(shape)?;
        let name = match &shape.kind {
            ShapeKind::Enum { values } => {
                let value = values.iter().find(|value| value.value == member)?;
                self.names.variant(id.name(), member, value.name.as_deref())
            }
            ShapeKind::Union { members } => {
                let target = &members.iter().find(|known| known.name == member)?.target.target;
                // Errors of event streams have an enum of their own.
                if shape.traits.event_stream && self.model.shape(target).traits.error.is_some() {
                    let error = self.names.type_name(target.name(), "");
                    return Some(format!("{}::types::error::{ty}Error::{error}", self.library));
                }
                self.names.variant(id.name(), member, None)
            }
            ShapeKind::Structure { members } => {
                members.iter().find(|known| known.name == member)?;
                self.names.field(id.name(), member, owner)
            }
            ShapeKind::Simple(_) | ShapeKind::List { .. } | ShapeKind::Map { .. } => return None,
        };
        Some(format!("{module}::{ty}::{name}"))
    }

    /// The module of an operation.
    fn module(&mut self, operation: &Operation) -> String {
        format!("{}::operation::{}", self.library, self.names.operation_module(&operation.name))
    }

    /// The module and the name of the type of a shape, and the owner of its members.
    fn typed(&mut self, shape: &'a Shape) -> Option<(String, String, Owner)> {
        match &shape.kind {
            ShapeKind::Enum { .. } | ShapeKind::Structure { .. } | ShapeKind::Union { .. } => {}
            ShapeKind::Simple(_) | ShapeKind::List { .. } | ShapeKind::Map { .. } => return None,
        }
        if !shape.id.is_synthetic() {
            let error = shape.traits.error.is_some();
            let (module, owner) =
                if error { ("types::error", Owner::Error) } else { ("types", Owner::Other) };
            let name = self.names.type_name(shape.id.name(), "").to_string();
            return Some((format!("{}::{module}", self.library), name, owner));
        }
        let is = |end: &Option<Reference>| end.as_ref().is_some_and(|end| end.target == shape.id);
        let mut operations = self.model.operations.values();
        let operation = operations.find(|operation| is(&operation.input) || is(&operation.output))?;
        let (suffix, owner) =
            if is(&operation.input) { ("Input", Owner::Input) } else { ("Output", Owner::Other) };
        let name = self.names.type_name(&operation.name, suffix).to_string();
        Some((self.module(operation), name, owner))
    }
}
