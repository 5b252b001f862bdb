//! Reports examples that do not fit their operation, and removes those whose call would not compile or succeed.

use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Severity, Span};
use crate::knowledge::examples::{Problem, ProblemKind, problems, problems_of_none};
use crate::model::{Example, Model, Operation, Reference, Value};

pub(super) fn run(model: &mut Model, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let mut operations = std::mem::take(&mut model.operations);
    for operation in operations.values_mut() {
        let examples = std::mem::take(&mut operation.examples);
        let right = examples.into_iter().filter(|example| check(model, operation, example, diagnostics));
        let right = right.collect();
        operation.examples = right;
    }
    model.operations = operations;
    diagnostics.checked(())
}

/// Reports errors in the outputs of examples beside a model, which documentation does not show.
pub fn check_outputs(model: &Model, diagnostics: &mut Diagnostics) {
    for operation in model.operations.values() {
        for example in operation.examples.iter().filter(|example| !example.is_trait) {
            check_output(model, operation, example, diagnostics);
        }
    }
}

fn check_output(model: &Model, operation: &Operation, example: &Example, diagnostics: &mut Diagnostics) {
    if let Some(output) = &example.output {
        let problems = of_value(model, operation.output.as_ref(), Some(output), example.span);
        report(operation, example, "output", problems, diagnostics);
    }
}

/// Reports errors in an example. Returns whether its call is valid.
fn check(model: &Model, operation: &Operation, example: &Example, diagnostics: &mut Diagnostics) -> bool {
    if example.is_trait {
        check_output(model, operation, example, diagnostics);
    }
    let mut report =
        |part: &str, problems: Vec<Problem>| report(operation, example, part, problems, diagnostics);
    let allowed =
        |problem: &Problem| example.allows_constraint_errors && problem.kind == ProblemKind::Constraint;
    let mut input = of_value(model, operation.input.as_ref(), example.input.as_ref(), example.span);
    input.retain(|problem| !allowed(problem));
    let is_right = input.is_empty();
    report("input", input);
    let mut wrong = |text: &str| {
        report("error", vec![Problem { kind: ProblemKind::Type, text: text.to_owned(), span: example.span }]);
    };
    if example.output.is_some() && example.error.is_some() {
        wrong("an example has either an output or an error");
    }
    if example.allows_constraint_errors && example.error.is_none() {
        wrong("an example that allows constraint errors has an error");
    }
    let mut is_possible = true;
    if let Some((id, content)) = &example.error {
        is_possible = operation.errors.iter().any(|error| error.target == *id);
        if is_possible {
            report("error", problems(model, id, content));
        } else {
            let text = format!("the operation has no error `{id}`");
            report("error", vec![Problem { kind: ProblemKind::Type, text, span: content.span }]);
        }
    }
    is_right && is_possible
}

/// What is wrong with the input or output of an example.
fn of_value(model: &Model, structure: Option<&Reference>, value: Option<&Value>, span: Span) -> Vec<Problem> {
    match (structure, value) {
        (Some(structure), Some(value)) => problems(model, &structure.target, value),
        (Some(structure), None) => problems_of_none(model, &structure.target, span),
        (None, Some(value)) if !value.is_empty() => {
            let text = "the operation has none".to_owned();
            vec![Problem { kind: ProblemKind::Unseen, text, span: value.span }]
        }
        (None, _) => vec![],
    }
}

fn report(
    operation: &Operation,
    example: &Example,
    part: &str,
    problems: Vec<Problem>,
    diagnostics: &mut Diagnostics,
) {
    if problems.is_empty() {
        return;
    }
    // For Smithy, an unknown member is a warning, and everything else an error.
    let grave = problems.iter().any(|problem| problem.kind != ProblemKind::Unseen);
    let severity = if example.is_trait && grave { Severity::Error } else { Severity::Warning };
    let (title, name) = (example.title.escape_debug(), &operation.name);
    let message = format!("the {part} of the example `{title}` does not fit the operation `{name}`");
    let mut diagnostic = Diagnostic { severity, ..Diagnostic::error(message) };
    for problem in problems {
        diagnostic = diagnostic.at(problem.span, problem.text);
    }
    let left_out = if severity == Severity::Warning && part != "output" {
        "; until then the documentation leaves it out"
    } else {
        ""
    };
    diagnostics.report(diagnostic.help(format!("correct the example, or remove it{left_out}")));
}
