//! A run made of named stages: each is timed, the first failure stops the run, and one summary stands at the end.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Runs a program to its end, its output on ours.
pub fn execute(command: &mut Command) -> Result<()> {
    let shown = show(command);
    eprintln!("$ {shown}");
    let status = command.status().with_context(|| format!("starting `{shown}`"))?;
    anyhow::ensure!(status.success(), "`{shown}` failed ({status})");
    Ok(())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

type Body = Box<dyn FnOnce() -> Result<()>>;

#[derive(Default)]
pub struct Run {
    stages: Vec<(&'static str, Body)>,
}

impl Run {
    pub fn stage(mut self, name: &'static str, body: impl FnOnce() -> Result<()> + 'static) -> Self {
        self.stages.push((name, Box::new(body)));
        self
    }

    /// Runs the stages in order; with `only`, just those that it names.
    pub fn go(self, only: &[String]) -> Result<()> {
        if let Some(unknown) = only.iter().find(|name| !self.stages.iter().any(|(stage, _)| stage == name)) {
            anyhow::bail!("there is no stage `{unknown}`");
        }
        let mut summary = Vec::new();
        let mut failure = None;
        for (name, body) in self.stages {
            if failure.is_some() || (!only.is_empty() && !only.iter().any(|o| o == name)) {
                summary.push((name, None));
                continue;
            }
            eprintln!("\n=== {name}");
            let started = Instant::now();
            let outcome = body();
            summary.push((name, Some((outcome.is_ok(), started.elapsed()))));
            failure = outcome.err().map(|error| error.context(format!("stage `{name}`")));
        }
        print_summary(&summary);
        failure.map_or(Ok(()), Err)
    }
}

fn print_summary(summary: &[(&str, Option<(bool, Duration)>)]) {
    eprintln!("\n=== summary");
    for (name, outcome) in summary {
        match outcome {
            Some((passed, took)) => {
                eprintln!("{name:<12} {:<7} {:>7.1} s", if *passed { "ok" } else { "FAILED" }, took.as_secs_f64());
            }
            None => eprintln!("{name:<12} not run"),
        }
    }
}
