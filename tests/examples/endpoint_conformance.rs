//! Judges the endpoint rules engine: `cargo xtask conformance endpoints` runs it.
//!
//! Takes the directory of botocore's models and that of its tests, or one of Smithy models, which have test cases,
//! rules and a decision diagram in them. Each rule set goes through the generator's loader, becomes the text that a
//! crate would carry, and is evaluated by the runtime on the values of each test case.

use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::{Document, Number};
use serde_json::{Map, Value, json};
use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::input;
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader::{load_endpoint_rules, load_model};
use smithwright_codegen::lower::endpoint_rules::text;
use smithwright_runtime::endpoint::partition::{PARTITIONS, partition_of};
use smithwright_runtime::endpoint::{ParameterKind, RuleSet, Rules, Values};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let result = match &*arguments {
        [models, tests] => run(models, tests),
        [models] => smithy(models),
        _ => Err("usage: endpoint_conformance MODELS [TESTS]".to_owned()),
    };
    if let Err(problem) = &result {
        eprintln!("error: {problem}");
    }
    if result == Ok(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(models: &Path, tests: &Path) -> Result<bool, String> {
    let mut passed = true;
    let suites = tests.join("functional/endpoint-rules");
    let mut services = Suite::default();
    for service in names(&suites)? {
        // The newest version, as dates sort.
        let versions = models.join(&service);
        let rules = names(&versions)?.into_iter().rev().find_map(|version| {
            let path = versions.join(version).join("endpoint-rule-set-1.json.gz");
            path.exists().then_some(path)
        });
        let rules = rules.ok_or_else(|| format!("`{service}` has no endpoint rules"))?;
        services.run(&service, &rules, &suites.join(&service).join("endpoint-tests-1.json"))?;
    }
    passed &= services.report("services of AWS");
    let library = tests.join("unit/data/endpoints");
    let mut functions = Suite::default();
    for file in names(&library.join("test-cases"))? {
        functions.run(
            &file,
            &library.join("valid-rules").join(&file),
            &library.join("test-cases").join(&file),
        )?;
    }
    passed &= functions.report("rule sets of the standard library");
    passed &= partitions(&models.join("partitions.json"))?;
    time(models)?;
    Ok(passed)
}

/// The test cases of Smithy models, by the rules and by the diagram of each.
fn smithy(models: &Path) -> Result<bool, String> {
    let (rules, diagram) = ("smithy.rules#endpointRuleSet", "smithy.rules#endpointBdd");
    let mut passed = true;
    for (what, with, without) in [("rules", rules, diagram), ("diagrams", diagram, rules)] {
        let mut suite = Suite::default();
        for file in names(models)? {
            let mut model = read(&models.join(&file))?;
            let shapes = model["shapes"].as_object_mut().ok_or("a model has no shapes")?;
            let service = shapes.values_mut().find(|shape| shape["type"] == "service");
            let traits = service.and_then(|service| service["traits"].as_object_mut());
            let traits = traits.ok_or_else(|| format!("`{file}` has no service"))?;
            let cases = traits.remove("smithy.rules#endpointTests").unwrap_or_default();
            if traits.remove(without).is_none() || !traits.contains_key(with) {
                println!("{file} has no {what}, or nothing but these");
                continue;
            }
            suite.cases(&file, &Rules::decode(&model_text(&file, &model)?)?, &cases)?;
        }
        passed &= suite.report(&format!("Smithy models by their {what}"));
    }
    Ok(passed)
}

/// The text of the endpoint rules in a Smithy model.
fn model_text(file: &str, model: &Value) -> Result<String, String> {
    let mut diagnostics = Diagnostics::default();
    let source = Source { name: file.to_owned(), text: model.to_string() };
    let loaded = load_model(&[(&source, SourceId(0))], None, &mut diagnostics);
    let rules = loaded.map_err(|_| render(&diagnostics, &[source], false))?.1;
    rules.map(|rules| text(&rules)).ok_or_else(|| format!("`{file}` has no rules"))
}

fn names(directory: &Path) -> Result<Vec<String>, String> {
    let entries =
        std::fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut names: Vec<_> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

fn rule_text(path: &Path) -> Result<String, String> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Vec::new();
    let name = path.display().to_string();
    let loaded = input::read(path, &name, None, &mut diagnostics).and_then(|source| {
        sources.push(source.clone());
        load_endpoint_rules(&source, SourceId(0), &mut diagnostics)
    });
    loaded.map(|rules| text(&rules)).map_err(|_| render(&diagnostics, &sources, false))
}

fn read(path: &Path) -> Result<Value, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The results of several files of test cases.
#[derive(Default)]
struct Suite {
    files: usize,
    cases: usize,
    failures: Vec<String>,
}

impl Suite {
    fn run(&mut self, name: &str, rules: &Path, cases: &Path) -> Result<(), String> {
        self.cases(name, &Rules::decode(&rule_text(rules)?)?, &read(cases)?)
    }

    fn cases(&mut self, name: &str, rules: &Rules, cases: &Value) -> Result<(), String> {
        self.files += 1;
        for case in cases["testCases"].as_array().into_iter().flatten() {
            self.cases += 1;
            let expected = expected(&case["expect"]);
            let found = resolve(rules, case["params"].as_object())?;
            if found != expected {
                let params = &case["params"];
                self.failures
                    .push(format!("{name}: {params}\n    expected {expected}\n    found    {found}"));
            }
        }
        Ok(())
    }

    fn report(&self, what: &str) -> bool {
        for failure in &self.failures {
            println!("{failure}");
        }
        let passed = self.cases - self.failures.len();
        println!("{what}: {passed} of {} cases passed, {} files", self.cases, self.files);
        self.failures.is_empty() && self.cases > 0
    }
}

/// The statements of a case, with defaults for those that it leaves out.
fn expected(expect: &Value) -> Value {
    match &expect["error"] {
        Value::String(error) => json!({ "error": error }),
        _ => {
            let part = |name: &str| match &expect["endpoint"][name] {
                Value::Null => json!({}),
                value => value.clone(),
            };
            let url = &expect["endpoint"]["url"];
            json!({"url": url, "headers": part("headers"), "properties": part("properties")})
        }
    }
}

fn resolve(rules: &Rules, params: Option<&Map<String, Value>>) -> Result<Value, String> {
    let mut values = Values::default();
    for (name, value) in params.into_iter().flatten() {
        let index = rules.parameters().iter().position(|parameter| parameter.name == *name);
        let index = index.ok_or_else(|| format!("there is no parameter `{name}`"))?;
        let value = match (rules.parameters()[index].kind, value) {
            (ParameterKind::Boolean, Value::Bool(value)) => (*value).into(),
            (ParameterKind::String, Value::String(value)) => value.clone().into(),
            (ParameterKind::StringArray, Value::Array(values)) => {
                let texts = values.iter().filter_map(|value| value.as_str().map(str::to_owned));
                texts.collect::<Vec<_>>().into()
            }
            (kind, value) => return Err(format!("`{name}` is {kind:?}, but is given {value}")),
        };
        values.set(index, Some(value));
    }
    values.fill(rules);
    Ok(match rules.resolve(&values) {
        Ok(endpoint) => described(&endpoint),
        Err(error) => json!({ "error": error.to_string() }),
    })
}

fn described(endpoint: &Endpoint) -> Value {
    let headers: Map<_, _> = endpoint
        .headers()
        .map(|(name, values)| (name.to_owned(), values.collect::<Vec<_>>().into()))
        .collect();
    let mut properties: Map<_, _> =
        endpoint.properties().iter().map(|(name, value)| (name.to_string(), document(value))).collect();
    let schemes: Vec<_> =
        endpoint.auth_schemes().iter().map(|scheme| document(&scheme.as_document())).collect();
    if !schemes.is_empty() {
        properties.insert("authSchemes".to_owned(), schemes.into());
    }
    json!({"url": endpoint.url(), "headers": headers, "properties": properties})
}

fn document(document: &Document) -> Value {
    match document {
        Document::Object(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), self::document(value)))
            .collect::<Map<_, _>>()
            .into(),
        Document::Array(values) => values.iter().map(self::document).collect::<Vec<_>>().into(),
        Document::Number(Number::PosInt(number)) => (*number).into(),
        Document::Number(Number::NegInt(number)) => (*number).into(),
        Document::Number(Number::Float(number)) => (*number).into(),
        Document::String(text) => text.as_str().into(),
        Document::Bool(boolean) => (*boolean).into(),
        Document::Null => Value::Null,
    }
}

/// Whether our partitions are botocore's: outputs, listed regions, and the form of the names of regions.
fn partitions(path: &Path) -> Result<bool, String> {
    let theirs = read(path)?;
    let theirs = theirs["partitions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut equal = theirs.len() == PARTITIONS.len();
    let mut regions = 0;
    for (theirs, ours) in theirs.iter().zip(PARTITIONS) {
        let outputs = json!({
            "dnsSuffix": ours.dns_suffix,
            "dualStackDnsSuffix": ours.dual_stack_dns_suffix,
            "implicitGlobalRegion": ours.implicit_global_region,
            "name": ours.name,
            "supportsDualStack": ours.supports_dual_stack,
            "supportsFIPS": ours.supports_fips,
        });
        let prefixes = ours.prefixes.join("|").replace('-', "\\-");
        // The last word of a prefix may be in its own parentheses.
        let regex = theirs["regionRegex"].as_str().unwrap_or_default().replace(['(', ')'], "");
        let mut same = outputs == theirs["outputs"] && regex == format!("^{prefixes}\\-\\w+\\-\\d+$");
        for region in theirs["regions"].as_object().into_iter().flatten().map(|(name, _)| name) {
            regions += 1;
            same &= partition_of(region).name == ours.name;
        }
        if !same {
            println!("partition `{}` differs: {theirs}", ours.name);
        }
        equal &= same;
    }
    println!(
        "partitions: {} and their {regions} regions {}",
        theirs.len(),
        if equal { "agree" } else { "differ" }
    );
    Ok(equal)
}

/// The time of one endpoint: the rules of cognito-sync, after decoding.
fn time(models: &Path) -> Result<(), String> {
    let path = models.join("cognito-sync/2014-06-30/endpoint-rule-set-1.json.gz");
    let text: &'static str = String::leak(rule_text(&path)?);
    let start = Instant::now();
    let rules = RuleSet::new(text);
    rules.rules();
    let decoding = start.elapsed();
    let mut values = Values::default();
    values.set(0, Some("us-east-1".to_owned().into()));
    values.fill(rules.rules());
    const ROUNDS: u32 = 200_000;
    let start = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(rules.rules().resolve(std::hint::black_box(&values)).is_ok());
    }
    let each = start.elapsed() / ROUNDS;
    println!("cognito-sync: {each:?} an endpoint; decoding the rules, once, {decoding:?}");
    Ok(())
}
