//! Services of botocore, generated beside each other and measured.

use super::botocore;
use rayon::prelude::*;
use smithwright_codegen::Request;
use smithwright_codegen::cli::batch::{self, Figures, Made, STAGES};
use smithwright_codegen::cli::folder::{self, Layout};
use smithwright_codegen::cli::workspace::Job;
use smithwright_codegen::diagnostic::Diagnostics;
use smithwright_codegen::io::{input, render};
use smithwright_codegen::lower::Options;
use smithwright_codegen::plan::Dependency;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The results of generating services.
#[derive(Debug)]
pub(crate) struct Run {
    /// The services.
    pub(crate) jobs: Vec<Job>,
    /// The result for each.
    pub(crate) made: Vec<Made>,
    /// The total time.
    pub(crate) time: Duration,
    /// The time of only reading and parsing the models and writing the same bytes; `None` if some crates were unchanged
    /// or cannot be generated.
    pub(crate) floor: Option<[Duration; 2]>,
}

impl Run {
    pub(crate) fn figures(&self) -> impl Iterator<Item = &Figures> {
        self.made.iter().filter_map(|made| made.result.as_ref().ok()?.as_ref())
    }

    /// The time of a stage, over all threads.
    pub(crate) fn stage(&self, name: &str) -> Duration {
        let times = self.figures().flat_map(|figures| STAGES.iter().zip(figures.stages));
        times.filter(|(stage, _)| **stage == name).map(|(_, time)| time).sum()
    }

    pub(crate) fn sum(&self, figure: fn(&Figures) -> usize) -> usize {
        self.figures().map(figure).sum()
    }
}

/// Generates services into `crates/` of a directory, `threads` at a time.
pub(crate) fn generate(services: &[String], threads: Option<usize>, directory: &Path) -> Result<Run, String> {
    let root = super::root();
    let out = directory.join("crates");
    let mut diagnostics = Diagnostics::default();
    let problem = |diagnostics: &Diagnostics| render::render(diagnostics, &[], false);
    let models = botocore::models()?;
    let found = folder::list(&models, Layout::Botocore, &mut diagnostics);
    let found = found.map_err(|_| problem(&diagnostics))?;
    let found = if services.is_empty() {
        found
    } else {
        folder::select(found, services, &mut diagnostics).map_err(|_| problem(&diagnostics))?
    };
    let jobs: Vec<Job> = found
        .iter()
        .map(|model| {
            let options = Options {
                // Crates of one workspace need names of their own.
                package: Some(format!("aws-sdk-{}", model.directory())),
                version: Some("1.0.0".to_owned()),
                ..Options::new(Dependency::path(&root.join("runtime")))
            };
            model.job(&out, Request::new(options))
        })
        .collect();
    let start = Instant::now();
    let made = batch::run(&out, &jobs, threads, &mut diagnostics);
    let (made, time) = (made.map_err(|_| problem(&diagnostics))?, start.elapsed());
    let all = made.iter().all(|made| matches!(made.result, Ok(Some(_))));
    let floor = all.then(|| floor(&jobs, &directory.join("floor"))).transpose()?;
    Ok(Run { jobs, made, time, floor })
}

/// Measures reading and parsing the models, and writing the bytes of the crates.
fn floor(jobs: &[Job], out: &Path) -> Result<[Duration; 2], String> {
    let text = |path: &Path| {
        let name = path.display().to_string();
        input::read(path, &name, None, &mut Diagnostics::default())
            .map_err(|_| format!("cannot read `{name}`"))
    };
    let start = Instant::now();
    jobs.par_iter().try_for_each(|job| -> Result<(), String> {
        for path in [Some(&job.model), job.endpoint_rules.as_ref()].into_iter().flatten() {
            let parsed: Result<serde_json::Value, _> = serde_json::from_str(&text(path)?.text);
            std::hint::black_box(parsed.map_err(|error| error.to_string())?);
        }
        Ok(())
    })?;
    let parsed = start.elapsed();
    let _ = fs::remove_dir_all(out);
    let written = jobs.par_iter().map(|job| -> Result<Duration, String> {
        let files: Vec<(PathBuf, Vec<u8>)> = files(&job.out).map_err(|error| error.to_string())?;
        let start = Instant::now();
        for (path, bytes) in files {
            let path = out.join(&job.out_name).join(path.strip_prefix(&job.out).unwrap_or(&path));
            let parent = path.parent().unwrap_or(out);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&path, bytes))
                .map_err(|error| error.to_string())?;
        }
        Ok(start.elapsed())
    });
    let written: Result<Vec<Duration>, String> = written.collect();
    let _ = fs::remove_dir_all(out);
    let threads = rayon::current_num_threads().max(1) as u32;
    Ok([parsed, written?.iter().sum::<Duration>() / threads])
}

/// The files below a directory.
fn files(directory: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push((path.clone(), fs::read(&path)?)) }
    }
    Ok(found)
}
