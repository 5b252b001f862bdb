//! `smithwright diff`: the changes from one version of models to another.

use super::form::Form;
use super::sides::{self, Place};
use super::workspace::{self, Job, Outcome};
use crate::Request;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Source};
use crate::diff::{self, Change, Weight};
use crate::io::render;
use crate::lower::Options;
use crate::model::Model;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;

/// The arguments.
#[derive(Clone, Debug)]
pub struct Task {
    /// A model, a folder of models, a version of botocore, or `REVISION:PATH` of a Git repository.
    pub old: String,
    /// The new version, in the same forms.
    pub new: String,
    /// The services; all if empty.
    pub services: Vec<String>,
    /// The output format.
    pub form: Form,
    /// One line per service.
    pub stat: bool,
    /// The lowest weight at which a change is a failure.
    pub fail_on: Option<Weight>,
}

/// The changes of a service.
pub(super) struct Compared {
    pub(super) name: String,
    pub(super) changes: Vec<Change>,
    /// The texts of the old and of the new model.
    pub(super) sources: [Vec<Source>; 2],
}

/// Compares. Returns the report, whether no change has a weight that fails, and errors in models.
///
/// # Errors
///
/// [`Reported`] if a side does not exist, the two cannot be compared, or a service is in neither of the folders.
pub fn run(task: &Task, diagnostics: &mut Diagnostics) -> Result<Outcome, Reported> {
    let (old, new) = (sides::find(&task.old, diagnostics)?, sides::find(&task.new, diagnostics)?);
    let pairs = pairs(task, old.models.clone(), new.models.clone(), diagnostics)?;
    let options = Options::new(workspace::runtime_dependency());
    let work = |(name, old, new): &Pair| compare(name, old.as_ref(), new.as_ref(), &options);
    let compared = workspace::in_parallel(&pairs, |(name, ..)| name.clone(), None, work);
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for result in compared {
        match result {
            Ok(compared) => all.extend((!compared.changes.is_empty()).then_some(compared)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        problems.push("error: some models cannot be compared".to_owned());
        return Ok(Outcome { problems: problems.join("\n\n"), ..Outcome::default() });
    }
    let heavy = |change: &Change| task.fail_on.is_some_and(|from| change.kind.weight() >= from);
    let success = !all.iter().flat_map(|compared| &compared.changes).any(heavy);
    Ok(Outcome {
        report: printed(task.form, task.stat, &all.iter().collect::<Vec<_>>()),
        success,
        ..Outcome::default()
    })
}

/// The report of the comparisons.
pub(super) fn printed(form: Form, stat: bool, all: &[&Compared]) -> String {
    let color = std::io::stdout().is_terminal() && workspace::color_wanted();
    let each = |of: &dyn Fn(&Compared) -> String| all.iter().map(|compared| of(compared)).collect::<Vec<_>>();
    let between = if stat { "" } else { "\n" };
    match form {
        Form::Json => diff::json(
            all.iter().map(|compared| (&*compared.name, compared.changes.as_slice(), &compared.sources)),
        ),
        Form::Github => each(&|Compared { name, changes, sources: [old, new] }| {
            let files = |sources: &[Source]| -> Vec<Source> {
                let file = |source: &Source| Source { name: sides::file(&source.name), ..source.clone() };
                sources.iter().map(file).collect()
            };
            diff::github(name, changes, &[files(old), files(new)])
        })
        .concat(),
        Form::Text | Form::Markdown if all.is_empty() => "nothing changed\n".to_owned(),
        Form::Markdown => each(&|compared| diff::markdown(&compared.name, &compared.changes)).join(between),
        Form::Text if stat => each(&|compared| diff::stat(&compared.name, &compared.changes) + "\n").concat(),
        Form::Text => {
            each(&|compared| diff::text(&compared.name, &compared.changes, &compared.sources, color))
                .join("\n")
        }
    }
}

type Pair = (String, Option<Place>, Option<Place>);

/// The pairs of models to compare.
fn pairs(
    task: &Task,
    old: BTreeMap<String, Place>,
    mut new: BTreeMap<String, Place>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Pair>, Reported> {
    let mut pairs: Vec<Pair> = old
        .into_iter()
        .map(|(name, old)| {
            let new = new.remove(&name);
            (name, Some(old), new)
        })
        .collect();
    pairs.extend(new.into_iter().map(|(name, new)| (name, None, Some(new))));
    pairs.sort();
    let single = |(name, ..): &Pair| name.is_empty();
    if pairs.iter().any(single)
        && (pairs.len() != 1 || pairs.iter().any(|(_, old, new)| old.is_none() || new.is_none()))
    {
        return Err(diagnostics.report(
            Diagnostic::error("one side is a single model, and the other has several")
                .help("name two models, or two folders of them"),
        ));
    }
    for name in &task.services {
        if !pairs.iter().any(|(known, ..)| known == name) {
            diagnostics.report(
                Diagnostic::error(format!("there is no service `{}` on either side", name.escape_debug()))
                    .help("write `SERVICE`, or `SERVICE@VERSION` for an older version of the API"),
            );
        }
    }
    pairs.retain(|(name, ..)| task.services.is_empty() || task.services.contains(name));
    diagnostics.checked(pairs)
}

/// Compares the two models of a service, with the options of its crate. If one of them is invalid, the error is its
/// diagnostics.
pub(super) fn compare(
    name: &str,
    old: Option<&Place>,
    new: Option<&Place>,
    options: &Options,
) -> Result<Compared, String> {
    let [old, new] = [old, new].map(|place| place.map(|place| Text::read(place, options)).transpose());
    let (old, new) = (old?, new?);
    if let (Some(old), Some(new)) = (&old, &new)
        && old.is(new)
    {
        return Ok(Compared { name: name.to_owned(), changes: vec![], sources: <[_; 2]>::default() });
    }
    let model = |text: Option<Text>| {
        text.map(Text::model).transpose().map(|loaded| match loaded {
            Some((model, sources)) => (Some(model), sources),
            None => (None, vec![]),
        })
    };
    let ((old, old_sources), (new, new_sources)) = (model(old)?, model(new)?);
    let sources = [old_sources, new_sources];
    let changes = match (&old, &new) {
        (Some(old), Some(new)) if old.service.id != new.service.id => {
            let (old, new) = (&old.service.id, &new.service.id);
            return Err(format!(
                "error: these are two services, not two versions of one: `{old}` and `{new}`"
            ));
        }
        (Some(old), Some(new)) => diff::changes(old, new, options),
        (Some(old), None) => vec![diff::service_removed(old)],
        (None, Some(new)) => vec![diff::service_added(new)],
        (None, None) => vec![],
    };
    let id = || old.as_ref().or(new.as_ref()).map_or_else(String::new, |model| model.service.id.clone());
    let name = if name.is_empty() { id() } else { name.to_owned() };
    Ok(Compared { name, changes, sources })
}

/// A model that was read, and is not loaded yet.
struct Text {
    source: Source,
    sources: Vec<Source>,
    request: Request,
}

impl Text {
    fn read(place: &Place, options: &Options) -> Result<Self, String> {
        let (mut sources, mut diagnostics) = (Vec::new(), Diagnostics::default());
        let mut job = Job::of_model(&place.path, Path::new(""), Request::new(options.clone()));
        job.model_name.clone_from(&place.name);
        let source = job.read(&mut sources, &mut diagnostics);
        let source = source.map_err(|_| render::render(&diagnostics, &sources, workspace::color()))?;
        Ok(Self { source, sources, request: job.request })
    }

    /// Whether both have the same texts, and so are the same model.
    fn is(&self, other: &Self) -> bool {
        self.sources.iter().map(|source| &source.text).eq(other.sources.iter().map(|source| &source.text))
    }

    fn model(self) -> Result<(Model, Vec<Source>), String> {
        let mut diagnostics = Diagnostics::default();
        let model = crate::model(&self.source, &self.request, &mut diagnostics);
        let model = model.map_err(|_| render::render(&diagnostics, &self.sources, workspace::color()))?;
        Ok((model, self.sources))
    }
}
