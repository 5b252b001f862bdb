//! The program as its users run it, against a server on loopback.

mod events;
mod guide;
mod own;

use smithwright_tests::{Response, Server};
use std::process::{Command, Output};

/// Runs the program with these words, separated by spaces.
fn call(server: &Server, words: &str) -> Output {
    let words = words.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    call_words(server, &words)
}

fn call_words(server: &Server, words: &[String]) -> Output {
    command(words).args(["--endpoint-url", &server.url()]).output().expect("the program runs")
}

/// The program with these words, in an environment of its own.
fn command(words: &[String]) -> Command {
    let folder = std::env::temp_dir().join("smithwright-call-has-no-home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright-call"));
    command.env_clear().env("HOME", &folder).env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "top-secret");
    command.env("AWS_REGION", "us-east-1");
    command.args(words);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn answers(bodies: &[&str]) -> Server {
    Server::start(bodies.iter().map(|body| Response::json(200, *body)).collect()).expect("a server")
}

const DETAILS: &str = "cognito-sync get-bulk-publish-details --identity-pool-id us-east-1:a";

#[test]
fn an_output_is_printed_as_it_is_asked_for() {
    let server =
        answers(&[r#"{"IdentityPoolId": "us-east-1:a", "BulkPublishStatus": "SUCCEEDED", "New": 1}"#]);
    for (words, expected) in [
        ("", "{\n    \"IdentityPoolId\": \"us-east-1:a\",\n    \"BulkPublishStatus\": \"SUCCEEDED\"\n}\n"),
        ("--output yaml", "IdentityPoolId: \"us-east-1:a\"\nBulkPublishStatus: SUCCEEDED\n"),
        ("--output text", "SUCCEEDED\tus-east-1:a\n"),
        ("--output off", ""),
        ("--query BulkPublishStatus", "\"SUCCEEDED\"\n"),
        ("--query BulkPublishStatus --output text", "SUCCEEDED\n"),
    ] {
        let output = call(&server, &format!("{DETAILS} {words}"));
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), expected, "{words}");
    }
    let requests = server.requests();
    assert!(
        requests.iter().all(|request| request.target == "/identitypools/us-east-1%3Aa/getBulkPublishDetails")
    );
    assert!(requests.iter().all(|request| request.header("authorization").is_some()));
}

#[test]
fn inputs_come_from_options_and_from_files() {
    let server = answers(&["{}"]);
    let folder = Folder::new("inputs");
    let json = folder
        .file("input.json", r#"{"IdentityPoolId": "us-east-1:file", "Events": {"SyncTrigger": "file"}}"#);
    let yaml = folder.file("input.yaml", "IdentityPoolId: us-east-1:yaml\nEvents:\n  SyncTrigger: yaml\n");
    let words = "cognito-sync set-cognito-events";
    for (words, target, body) in [
        (format!("{words} --identity-pool-id us-east-1:a --events SyncTrigger=arn"), "us-east-1%3Aa", "arn"),
        (format!("{words} --cli-input-json file://{json}"), "us-east-1%3Afile", "file"),
        (format!("{words} --cli-input-yaml file://{yaml}"), "us-east-1%3Ayaml", "yaml"),
        (
            format!("{words} --identity-pool-id us-east-1:a --cli-input-json file://{json}"),
            "us-east-1%3Aa",
            "file",
        ),
    ] {
        let output = call(&server, &words);
        assert_eq!(
            (output.status.code(), text(&output.stdout).as_str()),
            (Some(0), ""),
            "{}",
            text(&output.stderr)
        );
        let request = server.requests().pop().expect("a request");
        assert_eq!(request.target, format!("/identitypools/{target}/events"));
        assert_eq!(request.body, format!("{{\"Events\":{{\"SyncTrigger\":\"{body}\"}}}}"));
    }
}

#[test]
fn nothing_is_sent_of_what_is_wrong() {
    let server = answers(&["{}"]);
    for (words, code, expected) in [
        ("cognito-snyc help", 252, "there is no service `cognito-snyc`; did you mean `cognito-sync`?"),
        (
            "cognito-sync list-dataset",
            252,
            "there is no operation `list-dataset`; did you mean `list-datasets`?",
        ),
        (
            "cognito-sync list-datasets --max-results x --identity-pool-id us-east-1:a --identity-id us-east-1:b",
            252,
            "--max-results: expected an integer, found `x`",
        ),
        (
            "cognito-sync list-datasets",
            252,
            "--identity-pool-id: required, but not set\n--identity-id: required",
        ),
        ("cognito-sync list-datasets --nonsense", 252, "unexpected argument '--nonsense'"),
        ("cognito-sync describe-dataset --no-verify-ssl", 252, "--identity-pool-id"),
        (&format!("{DETAILS} --output xml"), 252, "--output: there is no format `xml`"),
        (&format!("{DETAILS} --query a["), 252, "--query"),
        (&format!("{DETAILS} --no-verify-ssl"), 252, "certificates are always checked"),
        (&format!("{DETAILS} --cli-input-json {{"), 252, "--cli-input-json: this is no JSON"),
    ] {
        let output = call(&server, words);
        assert_eq!(output.status.code(), Some(code), "{words}");
        let said = text(&output.stderr);
        assert!(said.contains(expected), "{words}: {said}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn errors_of_the_service_are_shown_with_their_members() {
    let body = r#"{"message": "no such pool", "__type": "ResourceNotFoundException"}"#;
    let error = Response::json(404, body).with_header("x-amzn-errortype", "ResourceNotFoundException");
    let server = Server::start(vec![error]).expect("a server");
    let output = call(&server, DETAILS);
    assert_eq!(output.status.code(), Some(254));
    let expected = "An error occurred (ResourceNotFoundException) when calling the GetBulkPublishDetails operation: no such pool\n";
    assert_eq!(text(&output.stderr), expected);
    let garbage = Server::start(vec![Response::json(200, "{\"IdentityPoolId\": 1}")]).expect("a server");
    let output = call(&garbage, DETAILS);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(255), ""));
    assert!(text(&output.stderr).contains("cannot be read"), "{}", text(&output.stderr));
}

#[test]
fn pages_are_joined() {
    let pages = [
        r#"{"Definitions": [{"Name": "a"}, {"Name": "b"}], "NextToken": "t"}"#,
        r#"{"Definitions": [{"Name": "c"}]}"#,
    ];
    let words = "greengrass list-core-definitions --query Definitions[].Name --output json";
    let server = answers(&pages);
    let output = call(&server, words);
    assert_eq!(text(&output.stdout).split_whitespace().collect::<String>(), r#"["a","b","c"]"#);
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/greengrass/definition/cores", "/greengrass/definition/cores?NextToken=t"]);
    let one = answers(&pages);
    let output = call(&one, &format!("{words} --no-paginate"));
    assert_eq!(text(&output.stdout).split_whitespace().collect::<String>(), r#"["a","b"]"#);
    assert_eq!(one.requests().len(), 1);
    // The token returns the rest.
    let some = answers(&pages);
    let output = call(&some, "greengrass list-core-definitions --max-items 1 --query NextToken");
    let token = text(&output.stdout).trim().trim_matches('"').to_owned();
    let rest = answers(&pages);
    let output = call(&rest, &format!("{words} --starting-token {token}"));
    assert_eq!(text(&output.stdout).split_whitespace().collect::<String>(), r#"["b","c"]"#, "{token}");
}

#[test]
fn what_nobody_reads_is_not_asked_for() {
    let page = r#"{"Definitions": [{"Name": "a"}], "NextToken": "t"}"#;
    let last = r#"{"Definitions": [{"Name": "b"}]}"#;
    let server = answers(&[page, &page.replace("\"t\"", "\"u\""), last]);
    let words = "greengrass list-core-definitions --output text --endpoint-url";
    let mut program =
        command(&words.split(' ').chain([&*server.url()]).map(str::to_owned).collect::<Vec<_>>());
    let mut program = program
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(program.stdout.take());
    let output = program.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn pages_have_any_tokens() {
    let folder = Folder::new("pages");
    let members = r#""members": {"Key": {"shape": "Text", "location": "querystring", "locationName": "key"},
        "Version": {"shape": "Text", "location": "querystring", "locationName": "version"}}"#;
    let model = format!(
        r#"{{"version": "2.0", "metadata": {{"apiVersion": "2026-01-01", "endpointPrefix": "things", "protocol": "rest-json",
        "protocols": ["rest-json"], "serviceFullName": "Things", "serviceId": "Things", "signatureVersion": "v4",
        "signingName": "things", "uid": "things-2026-01-01"}},
        "operations": {{"ListThings": {{"name": "ListThings", "http": {{"method": "GET", "requestUri": "/things"}},
            "input": {{"shape": "In"}}, "output": {{"shape": "Out"}}}}}},
        "shapes": {{"Text": {{"type": "string"}}, "Flag": {{"type": "boolean"}},
            "In": {{"type": "structure", {members}}},
            "Thing": {{"type": "structure", "members": {{"Name": {{"shape": "Text"}}}}}},
            "Things": {{"type": "list", "member": {{"shape": "Thing"}}}},
            "Out": {{"type": "structure", "members": {{"Things": {{"shape": "Things"}}, "Version": {{"shape": "Text"}},
                "More": {{"shape": "Flag"}}}}}}}}}}"#
    );
    let model = folder.file("things-2026-01-01.normal.json", &model);
    folder.file(
        "things-2026-01-01.paginators.json",
        r#"{"pagination": {"ListThings": {"input_token": ["Key", "Version"], "output_token": ["Things[-1].Name", "Version"],
            "more_results": "More", "result_key": "Things"}}}"#,
    );
    let server = answers(&[
        r#"{"Things": [{"Name": "a"}, {"Name": "b"}], "Version": "1", "More": true}"#,
        r#"{"Things": [{"Name": "c"}], "More": true}"#,
        r#"{"Things": [{"Name": "d"}], "Version": "2", "More": false}"#,
    ]);
    let output = call(&server, &format!("--model {model} list-things --query Things[].Name --output text"));
    assert_eq!(text(&output.stdout), "a\tb\nc\nd\n", "{}", text(&output.stderr));
    let targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/things", "/things?key=b&version=1", "/things?key=c"]);
    let output = call(&server, &format!("--model {model} list-things --no-paginate --max-items 1"));
    assert_eq!(output.status.code(), Some(252));
}

#[test]
fn a_skeleton_is_filled_in_and_sent_nowhere() {
    let server = answers(&["{}"]);
    let output = call(&server, "cognito-sync set-cognito-events --generate-cli-skeleton");
    let expected =
        "{\n    \"IdentityPoolId\": \"\",\n    \"Events\": {\n        \"KeyName\": \"\"\n    }\n}\n";
    assert_eq!(text(&output.stdout), expected);
    let output = call(&server, &format!("{DETAILS} --generate-cli-skeleton output"));
    assert!(text(&output.stdout).contains("\"BulkPublishStatus\": \"BulkPublishStatus\""));
    let output = call(&server, "cognito-sync get-bulk-publish-details --generate-cli-skeleton output");
    assert_eq!(output.status.code(), Some(252));
    assert!(server.requests().is_empty());
}

#[test]
fn help_is_made_from_the_model() {
    let server = answers(&["{}"]);
    let page = text(&call(&server, "cognito-sync get-bulk-publish-details help").stdout);
    for part in [
        "get-bulk-publish-details\n========================\n",
        "\nSynopsis\n--------\n",
        "    --identity-pool-id (string) [required]\n",
        "- length: 1 to 55\n",
        "\nOutput\n------\n",
        "    BulkPublishStatus -> (string)\n",
        "possible values: NOT_STARTED, IN_PROGRESS, FAILED, SUCCEEDED\n",
        "\nErrors\n------\n",
        "smithwright call cognito-sync get-bulk-publish-details --cli-input-json file://input.json\n",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = text(&call(&server, "cognito-sync help").stdout);
    assert_eq!(page.matches("\n    ").count(), 17, "{page}");
    let page = text(&call(&server, "help").stdout);
    assert!(page.contains("    cognito-sync\n    greengrass\n    pinpoint\n"), "{page}");
}

#[test]
fn examples_of_a_model_can_be_run_as_they_are_shown() {
    let server = answers(&["{}"]);
    let page = text(&call(&server, "cognito-sync update-records help").stdout);
    let title = page.find("One record replaced and another one removed").expect("the title");
    let start = title + page[title..].find("smithwright call ").expect("the call");
    let end = start + page[start..].find("\n\n").expect("its end");
    let program = env!("CARGO_BIN_EXE_smithwright-call");
    let call = page[start..end].replacen("smithwright call", program, 1);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{call} --endpoint-url {}", server.url())]);
    shell.env("AWS_ACCESS_KEY_ID", "a").env("AWS_SECRET_ACCESS_KEY", "b").env("AWS_REGION", "us-east-1");
    let output = shell.output().expect("a shell");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let request = server.requests().pop().expect("a request");
    let body: serde_json::Value = serde_json::from_str(&request.body).expect("JSON");
    assert_eq!(
        body["RecordPatches"][1],
        serde_json::json!({"Op": "remove", "Key": "volume", "SyncCount": 4})
    );
    assert!(page[end..].contains("    Output:\n\n        {\n            \"Records\": ["), "{page}");
    // An idempotency token must not be generated here.
    assert!(!page.contains("A call with what is required"), "{page}");
    let page = command(&["docs".to_owned(), "cognito-sync".to_owned()]).output().expect("the program runs");
    let page = text(&page.stdout);
    assert!(page.contains("### Examples\n\nA function for an event\n"), "{page}");
}

#[test]
fn a_whole_service_is_documented() {
    let folder = Folder::new("docs");
    let said = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_smithwright-call"))
            .env_clear()
            .args(words)
            .output()
            .expect("the program runs");
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let (code, page) = said(&["docs", "greengrass"]);
    assert_eq!(code, Some(0), "{page}");
    for expected in [
        "\n- [GetBulkDeploymentStatus](#get-bulk-deployment-status)\n",
        "\n## GetBulkDeploymentStatus {#get-bulk-deployment-status}\n",
        "\nsmithwright call greengrass get-bulk-deployment-status \\\n    --bulk-deployment-id <value>\n",
        "\n- `--bulk-deployment-id` (string) **[required]**\n",
        "\n  - **RetryAttempts** (integer)\n",
        "\n- `BadRequestException` (HTTP status 400)\n",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    // Documentation of a model is shown as text, whatever it contains.
    let hostile = "/// <script>alert(1)</script> & more\noperation GetCity {";
    let weather = WEATHER.replace("operation GetCity {", hostile);
    let model = folder.file("weather.smithy", &weather);
    let (code, page) = said(&["docs", "--model", &model, "--format", "html"]);
    assert_eq!(code, Some(0), "{page}");
    assert!(page.contains("<h2 id=\"get-city\">GetCity</h2>"), "{page}");
    assert!(page.contains("<strong>population</strong> (integer)"), "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert_eq!(said(&["docs", "greengrass", "--format", "pdf"]).0, Some(252));
    assert_eq!(said(&["docs"]).0, Some(252));
}

#[test]
fn what_is_said_of_a_call_holds_no_secrets() {
    let server = answers(&[r#"{"IdentityPoolId": "us-east-1:a"}"#]);
    let output = call(&server, &format!("{DETAILS} --debug"));
    let said = text(&output.stderr);
    assert!(said.contains("GetBulkPublishDetails"), "{said}");
    let signature = server.requests()[0].header("authorization").expect("a signature").to_owned();
    let signature = signature.rsplit("Signature=").next().expect("a signature").to_owned();
    for secret in ["top-secret", signature.as_str()] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[test]
fn a_request_may_have_no_signature() {
    let server = answers(&["{}"]);
    let output = call(&server, &format!("{DETAILS} --no-sign-request"));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(server.requests()[0].header("authorization"), None);
}

/// A folder for a test, which is removed at its end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("smithwright-call-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const WEATHER: &str = r#"$version: "2"
namespace example.weather
use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1
use smithy.waiters#waitable

@service(sdkId: "Weather")
@sigv4(name: "weather")
@restJson1
service Weather { version: "2026-01-01", operations: [GetCity] }

@readonly
@http(method: "GET", uri: "/cities/{cityId}")
@waitable(CityThere: { minDelay: 1, maxDelay: 1, acceptors: [
    { state: "success", matcher: { output: { path: "name", expected: "Ulm", comparator: "stringEquals" } } }
    { state: "failure", matcher: { output: { path: "name", expected: "gone", comparator: "stringEquals" } } }
] })
operation GetCity {
    input := { @required @httpLabel cityId: String }
    output := { name: String, population: Integer }
}
"#;

#[test]
fn a_model_of_ones_own_is_called() {
    let folder = Folder::new("own");
    let model = folder.file("weather.smithy", WEATHER);
    let server = answers(&[r#"{"name": "Ulm", "population": 130000}"#]);
    let words = ["--model", &model, "get-city", "--city-id", "a b", "--output", "text"].map(str::to_owned);
    let output = call_words(&server, &words);
    assert_eq!(text(&output.stdout), "Ulm\t130000\n", "{}", text(&output.stderr));
    assert_eq!(server.requests()[0].target, "/cities/a%20b");
    folder.file("weather.smithy", "$version: \"2\"\nnamespace a\nservice {");
    let output = call_words(&server, &words);
    assert_eq!(output.status.code(), Some(252));
    assert!(text(&output.stderr).contains("weather.smithy:3"), "{}", text(&output.stderr));
}

#[test]
fn waiting_ends_as_the_model_says() {
    let folder = Folder::new("wait");
    let model = folder.file("weather.smithy", WEATHER);
    let waited = |server: &Server, more: &[&str]| {
        let words = ["--model", &model, "wait", "city-there", "--city-id", "ulm"];
        call_words(server, &words.iter().chain(more).map(|word| (*word).to_owned()).collect::<Vec<_>>())
    };
    let comes = answers(&[r#"{"name": "Um"}"#, r#"{"name": "Ulm"}"#]);
    let output = waited(&comes, &[]);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    assert_eq!(comes.requests().len(), 2);
    for (body, more, expected) in [
        (r#"{"name": "gone"}"#, &[][..], "waiter CityThere failed: it will not come any more\n"),
        (
            r#"{"name": "Um"}"#,
            &["--cli-max-wait", "1"][..],
            "waiter CityThere failed: it did not come within 1 s\n",
        ),
    ] {
        let output = waited(&answers(&[body]), more);
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(255), expected));
    }
    let output = call_words(&comes, &["--model", &model, "wait", "rain"].map(str::to_owned));
    assert_eq!(text(&output.stderr), "there is no waiter `rain`; there are city-there\n");
}

#[test]
fn words_are_completed_from_the_model() {
    let completed = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smithwright-call"));
        let output = command.env_clear().env("HOME", "/nowhere").arg("__complete").args(words).output();
        let output = text(&output.expect("the program runs").stdout);
        output.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(completed(&["cog"]), ["cognito-sync"]);
    assert_eq!(completed(&["cognito-sync", "list-d"]), ["list-datasets"]);
    assert_eq!(
        completed(&["cognito-sync", "list-datasets", "--identity"]),
        ["--identity-pool-id", "--identity-id"]
    );
    let platforms = ["APNS", "APNS_SANDBOX", "GCM", "ADM"];
    assert_eq!(completed(&["cognito-sync", "register-device", "--platform", ""])[..4], platforms);
    assert_eq!(completed(&["cognito-sync", "list-datasets", "--output", "t"]), ["text", "table"]);
    assert!(completed(&["nonsense", "x"]).is_empty());
    let server = answers(&["{}"]);
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            text(&call_words(&server, &["completion".to_owned(), shell.to_owned()]).stdout)
                .contains("__complete")
        );
    }
}
