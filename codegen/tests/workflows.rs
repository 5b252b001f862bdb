//! The workflows, and those in the documentation: the actions that they use, and the effects of their commands.

mod support;

use saphyr::{LoadableYamlNode, Yaml};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::WEATHER;

const UPDATE: &str = include_str!("../../.github/workflows/update-models.yml");
const CI: &str = include_str!("../../.github/workflows/ci.yml");
const PAGE: &str = include_str!("../../docs/updates.md");

/// The workflows of a page.
fn shown() -> Vec<String> {
    let blocks = PAGE.split("```yaml\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("a block").to_owned()).collect()
}

/// The steps of all jobs of a workflow.
fn steps(workflow: &str) -> Vec<(Option<String>, Option<String>)> {
    let documents = Yaml::load_from_str(workflow).expect("YAML");
    let jobs = documents[0].as_mapping_get("jobs").and_then(Yaml::as_mapping).expect("jobs");
    let steps =
        jobs.values().flat_map(|job| job.as_mapping_get("steps").and_then(Yaml::as_sequence).expect("steps"));
    let text =
        |step: &Yaml<'_>, key: &str| step.as_mapping_get(key).and_then(Yaml::as_str).map(str::to_owned);
    steps.map(|step| (text(step, "uses"), text(step, "run"))).collect()
}

#[test]
fn actions_are_pinned_and_permissions_are_few() {
    let shown = shown();
    assert_eq!(shown.len(), 2);
    for workflow in [UPDATE, CI].into_iter().chain(shown.iter().map(String::as_str)) {
        let documents = Yaml::load_from_str(workflow).expect("YAML");
        assert!(documents[0].as_mapping_get("permissions").is_some(), "{workflow}");
        let mut used = 0;
        for (uses, run) in steps(workflow) {
            assert!(uses.is_some() != run.is_some(), "{workflow}");
            let Some(uses) = uses else { continue };
            let (action, commit) = uses.split_once('@').expect("a version");
            assert!(action.starts_with("actions/"), "{action}");
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{uses}");
            used += 1;
        }
        assert!(used > 0, "{workflow}");
        for write in workflow.lines().filter(|line| line.contains(": write")) {
            assert!(workflow.contains("gh pr create"), "{write}");
        }
    }
    for example in &shown {
        assert!(example.lines().count() <= 21, "{example}");
    }
    assert!(CI.contains("run: bash .ci/run\n"));
}

/// A repository with a remote, and replacements for missing programs.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a folder") };
        for folder in ["bin", "temp", "published/weather/2020-01-01", "work/models"] {
            std::fs::create_dir_all(scene.at(folder)).expect("a folder");
        }
        scene.file("work/smithwright.toml", "[service.weather]\nmodel = \"models/weather-2020-01-01.normal.json\"\npackage = \"weather\"\nversion = \"1.2.3\"\n");
        scene.file("work/models/weather-2020-01-01.normal.json", WEATHER);
        scene.file("published/weather/2020-01-01/service-2.json", WEATHER);
        let program = env!("CARGO_BIN_EXE_smithwright");
        // The newest models are in a folder here.
        let smithwright = format!(
            "#!/bin/sh\nfor word in \"$@\"; do shift; [ \"$word\" = newest ] && word='{}'; set -- \"$@\" \"$word\"; done\n\
             exec '{program}' \"$@\"\n",
            scene.at("published").display()
        );
        scene.program("smithwright", &smithwright);
        // `cargo xtask` is replaced by the program; nothing is installed or locked.
        scene.program(
            "cargo",
            "#!/bin/sh\ncase \"$1 $2 $3\" in\n'xtask models update') shift 3; exec smithwright update --own-documentation \"$@\";;\n\
             'xtask codegen '*) shift 2; exec smithwright codegen \"$@\";;\nmetadata*|install*) ;;\n*) exit 9;;\nesac\n",
        );
        scene.program(
            "gh",
            "#!/bin/sh\necho \"$@\" >> \"$RUNNER_TEMP/gh\"\n[ \"$2\" = create ] && [ -e \"$RUNNER_TEMP/proposed\" ] && exit 1\n\
             touch \"$RUNNER_TEMP/proposed\"\n",
        );
        assert!(scene.run("smithwright codegen").status.success());
        let git = "git init --quiet --bare ../remote && git init --quiet --initial-branch=main && git remote add origin ../remote \
                   && git add --all && git -c user.name=a -c user.email=a@b commit --quiet --message one";
        assert!(scene.run(git).status.success());
        scene
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn file(&self, path: &str, text: &str) {
        std::fs::write(self.at(path), text).expect("a file");
    }

    fn program(&self, name: &str, text: &str) {
        let path = format!("bin/{name}");
        self.file(&path, text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let permissions = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(self.at(&path), permissions).expect("permissions");
        }
    }

    /// Runs a command as GitHub runs a step.
    fn run(&self, command: &str) -> Output {
        let path = std::env::var("PATH").expect("a path");
        Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", command])
            .current_dir(self.at("work"))
            .env("PATH", format!("{}:{path}", self.at("bin").display()))
            .env("RUNNER_TEMP", self.at("temp"))
            .env("GITHUB_STEP_SUMMARY", self.at("temp/summary.md"))
            .env("SMITHWRIGHT", "nowhere")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("bash runs")
    }

    /// Runs all steps of a workflow.
    fn steps(&self, workflow: &str) -> String {
        let mut said = String::new();
        for command in steps(workflow).into_iter().filter_map(|(_, run)| run) {
            let output = self.run(&command);
            let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(output.status.success(), "{command}\n{text}");
            said.push_str(&text);
        }
        said
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap_or_default()
    }
}

#[cfg(unix)]
#[test]
fn an_update_is_proposed_once_it_is_there() {
    for workflow in [UPDATE, &shown()[0]] {
        let scene = Scene::new();
        scene.steps(workflow);
        assert!(!Path::new(&scene.at("temp/gh")).exists(), "nothing is newer");
        let newer = WEATHER.replace("\"METRIC\", ", "\"METRIC\", \"KELVIN\", ");
        scene.file("published/weather/2020-01-01/service-2.json", &newer);
        scene.steps(workflow);
        let asked = "pr create --head update-models --title Update models --body-file ";
        assert!(scene.read("temp/gh").starts_with(asked), "{}", scene.read("temp/gh"));
        let body = scene.read("temp/update.md");
        assert!(
            body.starts_with("## weather\n\nNext version: **minor**.\n\n### addition\n\n- `Units$KELVIN`"),
            "{body}"
        );
        assert!(scene.read("temp/summary.md").contains("| `generated/weather` | up to date |\n"));
        let pushed = scene.run("git show --stat --format=%s%n%an origin/update-models");
        let pushed = String::from_utf8_lossy(&pushed.stdout).into_owned();
        assert!(pushed.starts_with("Update models\n"), "{pushed}");
        for file in ["CHANGELOG.md", "generated/weather/src/types/_units.rs", "smithwright.toml"] {
            assert!(pushed.contains(file), "{file}\n{pushed}");
        }
        // On the next night, the change is already proposed.
        assert!(scene.run("git switch --quiet main && git branch --quiet -D update-models").status.success());
        scene.steps(workflow);
        assert!(
            scene.read("temp/gh").contains("\npr edit update-models --body-file "),
            "{}",
            scene.read("temp/gh")
        );
    }
}

#[cfg(unix)]
#[test]
fn what_a_pull_request_changes_is_said_at_its_lines() {
    let scene = Scene::new();
    let newer = WEATHER.replace("\"METRIC\", ", "");
    scene.file("work/models/weather-2020-01-01.normal.json", &newer);
    let commit = "git add --all && git -c user.name=a -c user.email=a@b commit --quiet --message two";
    // The crate was not generated again.
    assert!(scene.run(commit).status.success());
    let of_ci = steps(CI).into_iter().filter_map(|(_, run)| run).find(|run| run.starts_with("cargo xtask"));
    let output = scene.run(&of_ci.expect("a step"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("::error file=generated/weather/src/types/_units.rs,line="), "{said}");
    let scene = Scene::new();
    scene.file("work/models/weather-2020-01-01.normal.json", &newer);
    assert!(scene.run(&format!("smithwright codegen && {commit}")).status.success());
    let said = scene.steps(&shown()[1]);
    let line = newer.lines().position(|line| line.contains("IMPERIAL")).expect("a line") + 1;
    assert!(
        said.contains(&format!(
            "::warning file=models/weather-2020-01-01.normal.json,line={line},title=weather%3A Units$METRIC (breaking)::"
        )),
        "{said}"
    );
}
