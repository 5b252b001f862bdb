//! The commands of the guide, as a shell runs them.

use super::{Folder, text};
use smithwright_tests::{Request, Response, Server};
use std::process::Command;

/// The commands for this program in the console blocks of a page, each with the output that the page shows.
fn commands(page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for block in page.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for entry in block.split("$ ").skip(1) {
            let lines: Vec<&str> = entry.split_inclusive('\n').collect();
            let rest =
                lines.iter().position(|line| !line.ends_with("\\\n")).map_or(lines.len(), |last| last + 1);
            let (command, output) = (lines[..rest].concat(), lines[rest..].concat());
            if ["smithwright call ", "smithwright docs "].iter().any(|name| command.contains(name)) {
                found.push((command, output));
            }
        }
    }
    found
}

fn respond(request: &Request) -> Response {
    let body = if request.target.starts_with("/cities/") {
        r#"{"name": "Basel", "coordinates": {"latitude": 47.5, "longitude": 7.6}}"#
    } else {
        r#"{"Datasets": []}"#
    };
    Response::json(200, body)
}

#[test]
fn commands_of_the_guide_do_what_it_shows() {
    let folder = Folder::new("guide");
    std::fs::create_dir_all(folder.0.join("model")).expect("a folder");
    let model = include_str!("../../../tests/weather/model/weather.smithy");
    for name in ["weather.smithy", "model/weather.smithy"] {
        folder.file(name, model);
    }
    folder.file("model/archive.smithy", include_str!("../../../tests/weather/model/archive.smithy"));
    let server = Server::answering(respond).expect("a server");
    let program = env!("CARGO_BIN_EXE_smithwright-call");
    let mut count = 0;
    for page in [include_str!("../../../docs/shell.md"), include_str!("../../../docs/own-services.md")] {
        for (command, output) in commands(page) {
            let words = command
                .replace("smithwright call", program)
                .replace("smithwright docs", &format!("{program} docs"));
            let words = ["http://127.0.0.1:8080", "http://localhost:8080"]
                .iter()
                .fold(words, |words, url| words.replace(url, &server.url()))
                .replace('…', "x");
            let mut shell = Command::new("sh");
            shell.args(["-c", &words]).current_dir(&folder.0).env("HOME", &folder.0);
            shell
                .env("AWS_ACCESS_KEY_ID", "a")
                .env("AWS_SECRET_ACCESS_KEY", "b")
                .env("AWS_REGION", "us-east-1");
            shell.env("SMITHWRIGHT_API_KEY", "k").env("AWS_ENDPOINT_URL", server.url());
            let result = shell.output().expect("a shell");
            assert!(result.status.success(), "{command}{}", text(&result.stderr));
            if !output.is_empty() {
                assert_eq!(text(&result.stdout), output, "{command}");
            }
            count += 1;
        }
    }
    assert_eq!(count, 6);
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets[1..], ["/cities/ulm", "/cities/Basel"]);
    let written = |name: &str| std::fs::read_to_string(folder.0.join(name)).expect("a file");
    assert!(written("input.json").contains("\"WriteCampaignRequest\""));
    assert!(written("greengrass.html").contains("<h1"));
}
