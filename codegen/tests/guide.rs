//! The guide: its keys, options, commands, outputs, messages and code.

use smithwright_codegen::diagnostic::{Diagnostics, Source, SourceId};
use smithwright_codegen::io::render::render;
use smithwright_codegen::loader::manifest::{self, Manifest};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../docs/manifest.md");

fn load(text: &str) -> Result<Manifest, String> {
    let source = Source { name: "smithwright.toml".to_owned(), text: text.to_owned() };
    let mut diagnostics = Diagnostics::default();
    manifest::load(&source, SourceId(0), &mut diagnostics).map_err(|_| render(&diagnostics, &[source], false))
}

/// The manifest of the page.
fn example() -> &'static str {
    let (_, rest) = PAGE.split_once("```toml\n").expect("an example");
    rest.split_once("```").expect("the end of the example").0
}

/// The valid keys in the place of `key`.
fn keys(text: &str) -> Vec<String> {
    let problem = load(text).expect_err("an unknown key");
    let (_, keys) = problem.split_once("expected one of ").expect(&problem);
    let keys = keys.lines().next().unwrap_or_default();
    keys.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_example_is_a_manifest() {
    let manifest = load(example()).expect("a manifest");
    assert_eq!(manifest.services.len(), 2);
}

#[test]
fn every_key_is_explained_and_used() {
    let of_service = keys(&example().replace("family = 4", "unknown = 4"));
    let of_change = keys(&example().replacen("zero-default = true", "unknown = true", 1));
    assert!(of_service.len() > 8 && of_change.len() > 4, "{of_service:?} {of_change:?}");
    for key in of_service.iter().chain(&of_change) {
        assert!(PAGE.contains(&format!("\n| `{key}` |")), "`{key}` is not explained");
        let used = [format!("\n{key} = "), format!(".{key}]]")];
        assert!(used.iter().any(|used| example().contains(used)), "`{key}` is not in the example");
    }
}

/// The texts of all files below a folder.
fn texts(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let texts = entries.flat_map(|path| {
        if path.is_dir() { texts(&path) } else { vec![fs::read_to_string(path).expect("text")] }
    });
    texts.collect()
}

#[test]
fn messages_that_are_explained_are_printed() {
    let page = include_str!("../../docs/troubleshooting.md");
    let messages = page.lines().filter_map(|line| line.strip_prefix("### `")?.split('`').next());
    let messages: Vec<_> = messages.collect();
    assert!(messages.len() > 10, "{messages:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let printed = [root.join("tests/snapshots"), root.join("src"), root.join("../runtime/src")];
    // The text in place of `…` is in one line with the rest, or the text is a format string.
    let lines: Vec<String> = printed.iter().flat_map(|folder| texts(folder)).collect();
    for message in messages {
        let says = |line: &str| {
            let mut rest = Some(line);
            for part in message.split('…').map(str::trim) {
                rest = rest.and_then(|rest| Some(rest.split_once(part)?.1));
            }
            rest.is_some()
        };
        assert!(lines.iter().any(|text| text.lines().any(says)), "`{message}` is printed by nothing");
    }
}

/// The commands that a page shows after `$ smithwright`, without comments and continued lines.
fn commands(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter_map(|line| {
        let words = line.strip_prefix("$ ").unwrap_or(line).strip_prefix("smithwright ")?;
        Some(words.split_once(" #").map_or(words, |(words, _)| words).trim().trim_end_matches('\\'))
    })
}

/// The options that the help of a command has.
fn options(command: &str) -> BTreeSet<String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_smithwright"));
    let output = program.args(command.split(' ')).arg("--help").output().expect("the program runs");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with("--"));
    lines.map(|line| line.split([' ', '=']).next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_option_of_the_command_line_is_explained() {
    let page = include_str!("../../docs/command-line.md");
    let mut program = Command::new(env!("CARGO_BIN_EXE_smithwright"));
    let help = program.arg("--help").output().expect("the program runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let (_, listed) = help.split_once("Commands:\n").expect("commands");
    let listed = listed.lines().take_while(|line| !line.is_empty());
    let listed: BTreeSet<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    let mut explained = BTreeSet::from(["help"]);
    for section in page.split("\n## `smithwright ").skip(1) {
        let (command, _) = section.split_once('`').expect("a command");
        explained.insert(command.split(' ').next().expect("a word"));
        // Their options are those of another program.
        if command == "call" {
            explained.insert("docs");
            continue;
        }
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `--")?.split('`').next());
        let rows: BTreeSet<String> = rows.map(|name| format!("--{name}")).collect();
        assert_eq!(rows, options(command), "{command}");
    }
    assert_eq!(explained, listed);
}

/// README and the pages of the guide, by name.
fn documents() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let entries = fs::read_dir(root.join("docs")).expect("the guide");
    let pages = entries.map(|entry| entry.expect("an entry").path());
    let pages = pages.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut paths: Vec<_> = pages.chain([root.join("README.md")]).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("text"))
    };
    paths.iter().map(read).collect()
}

#[test]
fn commands_that_are_shown_are_accepted() {
    let mut count = 0;
    for (name, page) in documents() {
        for command in commands(&page) {
            // `call` and `docs` pass their words to another program, whose tests run these commands.
            if ["call ", "docs "].iter().any(|name| command.starts_with(name)) {
                continue;
            }
            let words = command.split(' ').filter(|word| !word.is_empty());
            let mut program = Command::new(env!("CARGO_BIN_EXE_smithwright"));
            let output = program.args(words).arg("--help").output().expect("the program runs");
            assert!(
                output.status.success(),
                "{name}: `{command}`: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn every_block_of_rust_is_compiled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let trimmed = |text: &str| -> String {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
    };
    let compiled: Vec<String> = texts(&root).iter().map(|text| trimmed(text)).collect();
    let pages = include_str!("../../tests/src/lib.rs");
    let mut count = 0;
    for (name, page) in documents() {
        for block in page.split("\n```rust").skip(1) {
            let (kind, rest) = block.split_once('\n').expect("a block");
            let (code, _) = rest.split_once("\n```").expect("the end of the block");
            let is_doctest = kind != ",ignore" && pages.contains(&format!("/{name}\")]"));
            let code = trimmed(code);
            assert!(is_doctest || compiled.iter().any(|text| text.contains(&code)), "{name}: {code}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

/// The code blocks of a page with this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).filter_map(|block| block.split("```").next()).collect()
}

#[test]
fn diagnostics_are_those_of_snapshots() {
    let text = |page: &'static str, language: &str, start: &str| {
        let found = blocks(page, language).into_iter().find_map(|block| Some(&block[block.find(start)?..]));
        found.expect("the output").trim_end()
    };
    let models = text(include_str!("../../docs/models.md"), "text", "error: member");
    assert!(include_str!("snapshots/diagnostics__dangling_reference.snap").contains(models));
    let crates = text(include_str!("../../docs/official-crates.md"), "console", "aws-sdk-garden 1.1.0");
    assert!(include_str!("snapshots/doctor__another_version_is_asked_for.snap").contains(crates));
}

#[test]
fn commands_for_own_services_print_what_the_page_shows() {
    let folder = tempfile::tempdir().expect("a directory");
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/weather/model");
    fs::create_dir(folder.path().join("model")).expect("a folder");
    for (from, to) in [
        ("weather.smithy", "weather.smithy"),
        ("weather.smithy", "model/weather.smithy"),
        ("archive.smithy", "model/archive.smithy"),
    ] {
        fs::copy(models.join(from), folder.path().join(to)).expect("a copy");
    }
    let mut count = 0;
    for block in blocks(include_str!("../../docs/own-services.md"), "console") {
        for entry in block.split("$ ").skip(1) {
            let (command, expected) = entry.split_once('\n').expect("a line");
            let Some(words) = command.strip_prefix("smithwright ") else { continue };
            let (words, file) =
                words.split_once(" > ").map_or((words, None), |(words, file)| (words, Some(file)));
            let mut program = Command::new(env!("CARGO_BIN_EXE_smithwright"));
            let output =
                program.args(words.split(' ')).current_dir(folder.path()).output().expect("the program runs");
            assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
            match file {
                Some(file) => fs::write(folder.path().join(file), output.stdout).expect("a file"),
                None => assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{command}"),
            }
            count += 1;
        }
    }
    assert_eq!(count, 4);
}
