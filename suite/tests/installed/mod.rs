//! A real agent, installed as its installer does it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::process::Command;
use towline_testkit::TestAppliance;

/// A bound for things that must happen, far above what they take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An installed agent; it is killed with the test.
pub struct Agent {
    folder: tempfile::TempDir,
}

impl Agent {
    pub async fn install(appliance: &TestAppliance, token: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let script = appliance.browser().request("GET", &format!("/i/{token}"), &[], "").await?.text;
        let key =
            script.lines().find_map(|line| line.strip_prefix("appliance_key=")).context("a script without a key")?;
        let output = Command::new(program()?)
            .args(["install", "--background", "--name", "real", "--display", ":64999"])
            .arg(format!("--site={}", appliance.origin()))
            .arg(format!("--token={token}"))
            .arg(format!("--appliance-key={}", key.trim_matches('\'')))
            .arg("--dir")
            .arg(folder.path().join("agent"))
            .output()
            .await?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let agent = Self { folder };
        tokio::time::timeout(PATIENCE, agent.online()).await.context("the agent never came online")??;
        Ok(agent)
    }

    /// Its item is there as soon as it is enrolled; its service connects a moment later.
    async fn online(&self) -> Result<()> {
        while !Command::new(program()?).arg("status").arg("--dir").arg(self.dir()).output().await?.status.success() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("agent")
    }

    #[allow(dead_code)]
    pub async fn uninstall(&self) -> Result<String> {
        let output = Command::new(program()?).arg("uninstall").arg("--dir").arg(self.dir()).output().await?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        if self.dir().exists() {
            let _ = std::process::Command::new(self.dir().join("towline-agent"))
                .arg("uninstall")
                .arg("--dir")
                .arg(self.dir())
                .output();
        }
    }
}

fn program() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let file = test.parent().and_then(Path::parent).context("a test without a folder")?.join("towline-agent");
    ensure!(file.is_file(), "{} is missing: build it with `cargo build -p towline-agent`", file.display());
    Ok(file)
}
