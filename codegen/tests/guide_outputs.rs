//! The outputs in the guide are those of the program.

use std::fs;
use std::path::Path;
use std::process::Command;

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
