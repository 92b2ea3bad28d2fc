//! What the operator sets: a file, the environment, flags, in this order; the later wins (OPS-8). Everything else is set in `/login` and lives in the store.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::{Args, CommandFactory as _};
use serde::Deserialize;

/// Keys of the settings file. The same names, in capitals and behind `TOWLINE_`, are the environment's; behind `--`, with dashes, the flags'.
const KEYS: [&str; 9] =
    ["listen", "site", "data", "cert", "key", "agents_dir", "redirect_listen", "trusted_proxies", "behind_proxy"];

/// Settings as they come from one place. Each is optional; what no place sets has the default that its text names.
#[derive(Debug, Default, Clone, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Given {
    /// Data directory: the store, keys, recordings [default: data]
    #[arg(long, env = "TOWLINE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one [default: 0.0.0.0:8443]
    #[arg(long, env = "TOWLINE_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// The address that browsers and agents use [default: https://localhost and the port]
    #[arg(long, env = "TOWLINE_SITE", value_name = "URL")]
    pub site: Option<String>,
    /// Certificate chain, PEM, leaf first; without it one is generated. Read again when it changes, and on SIGHUP
    #[arg(long, env = "TOWLINE_CERT", value_name = "FILE")]
    pub cert: Option<PathBuf>,
    /// Key of the certificate, PEM
    #[arg(long, env = "TOWLINE_KEY", value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Where the agents' programs are that installers hand out [default: beside this program]
    #[arg(long, env = "TOWLINE_AGENTS_DIR", value_name = "DIR")]
    pub agents_dir: Option<PathBuf>,
    /// Plain HTTP address that only redirects to the site, such as 0.0.0.0:80 [default: none]
    #[arg(long, env = "TOWLINE_REDIRECT_LISTEN", value_name = "ADDRESS:PORT")]
    pub redirect_listen: Option<SocketAddr>,
    /// Proxies whose X-Forwarded-For is believed
    #[arg(long, env = "TOWLINE_TRUSTED_PROXIES", value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<IpAddr>>,
    /// TLS ends at a proxy in front: agents cannot bind their handshake to the channel, and must have been installed with --behind-proxy
    #[arg(long, env = "TOWLINE_BEHIND_PROXY", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub behind_proxy: Option<bool>,
}

/// What can be set, for people who look it up: made of the flags themselves, so it cannot say anything else than they do (OPS-8).
pub fn reference() -> String {
    let program = crate::Cli::command();
    let Some(serve) = program.find_subcommand("serve") else { return String::new() };
    let mut page = String::from(concat!(
        "# Settings of the appliance\n\n",
        "Made by `towline settings`. Everything else is set in `/login` and lives in the store.\n\n",
        "A setting can stand in a file (`--config FILE` or `TOWLINE_CONFIG`; TOML, by the names below), in the environment, or as a flag of `towline serve`; ",
        "the later wins. A name that is not here is an error that says the nearest one that is.\n\n",
        "| in the file | environment | flag | what it is |\n| --- | --- | --- | --- |\n",
    ));
    for key in KEYS {
        let Some(argument) = serve.get_arguments().find(|argument| argument.get_id() == key) else { continue };
        let environment = argument.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let flag = argument.get_long().unwrap_or_default();
        let value =
            argument.get_value_names().and_then(<[_]>::first).map(|name| format!(" {name}")).unwrap_or_default();
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        page.push_str(&format!("| `{key}` | `{environment}` | `--{flag}{value}` | {help} |\n"));
    }
    page
}

/// Settings, complete.
#[derive(Debug, Clone)]
pub struct Settings {
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// `None`: `https://localhost` and the port that is listened on.
    pub site: Option<String>,
    pub certificate: Option<(PathBuf, PathBuf)>,
    pub agents_dir: PathBuf,
    pub redirect_listen: Option<SocketAddr>,
    pub trusted_proxies: Vec<IpAddr>,
    pub behind_proxy: bool,
}

impl Settings {
    /// Puts the file below the environment and the flags (`given`, which clap has merged already).
    ///
    /// # Errors
    /// When the file cannot be read, has an unknown key, or the values do not fit each other.
    pub fn load(file: Option<&Path>, given: Given) -> Result<Self> {
        let below = match file {
            None => Given::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
                parse(&text).with_context(|| format!("in {}", path.display()))?
            }
        };
        let certificate = match (given.cert.or(below.cert), given.key.or(below.key)) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => bail!("`cert` and `key` go together: give both or neither"),
        };
        let site = match given.site.or(below.site) {
            Some(site) => Some(checked_site(&site)?),
            None => None,
        };
        Ok(Settings {
            data: given.data.or(below.data).unwrap_or_else(|| "data".into()),
            listen: given.listen.or(below.listen).unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 8443))),
            site,
            certificate,
            agents_dir: given.agents_dir.or(below.agents_dir).unwrap_or_else(beside_this_program),
            redirect_listen: given.redirect_listen.or(below.redirect_listen),
            trusted_proxies: given.trusted_proxies.or(below.trusted_proxies).unwrap_or_default(),
            behind_proxy: given.behind_proxy.or(below.behind_proxy).unwrap_or(false),
        })
    }
}

/// The site's address in its one spelling: `https://host[:port]`, nothing behind it.
fn checked_site(site: &str) -> Result<String> {
    let trimmed = site.trim_end_matches('/');
    let uri: http::Uri = trimmed.parse().with_context(|| format!("`{site}` is not an address"))?;
    let bare = uri.path().trim_matches('/').is_empty() && uri.query().is_none();
    if uri.scheme_str() != Some("https") || !bare {
        bail!("the site's address must look like https://support.example.com, not `{site}`");
    }
    Ok(trimmed.to_ascii_lowercase())
}

fn beside_this_program() -> PathBuf {
    let program = std::env::current_exe().ok();
    program.and_then(|path| path.parent().map(Path::to_path_buf)).unwrap_or_else(|| ".".into())
}

fn parse(text: &str) -> Result<Given> {
    let table: toml::Table = text.parse().context("this is not TOML")?;
    for key in table.keys() {
        if !KEYS.contains(&key.as_str()) {
            match nearest(key) {
                Some(known) => bail!("unknown setting `{key}`; did you mean `{known}`?"),
                None => bail!("unknown setting `{key}`; known are: {}", KEYS.join(", ")),
            }
        }
    }
    Ok(table.try_into()?)
}

/// The known key with the fewest edits, if that is at most three.
fn nearest(key: &str) -> Option<&'static str> {
    let normal = key.to_ascii_lowercase().replace('-', "_");
    let rated = KEYS.iter().map(|known| (edits(&normal, known), *known));
    rated.min().filter(|(edits, _)| *edits <= 3).map(|(_, known)| known)
}

/// Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, to) in row.iter().skip(1).zip(b.chars()) {
            left = (above + 1).min(left + 1).min(diagonal + usize::from(from != to));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_an_error_with_the_nearest_right_name_ops_8() {
        for (text, hint) in
            [("lisen = 'x'", "`listen`"), ("agents-dir = '.'", "`agents_dir`"), ("colour = 1", "known are")]
        {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(hint), "{error}");
        }
    }

    #[test]
    fn the_committed_page_is_the_one_of_the_code_ops_8() {
        let page = reference();
        let same = include_str!("../../../../docs/settings.md") == page;
        assert!(same, "run `towline settings > docs/settings.md`");
        assert!(KEYS.iter().all(|key| page.contains(&format!("| `{key}` |"))), "every key has its line");
    }

    #[test]
    fn flags_win_over_the_file_ops_8() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("towline.toml");
        std::fs::write(
            &file,
            "listen = '127.0.0.1:1'\nsite = 'https://Support.Example/'\ntrusted_proxies = ['10.0.0.1']\n",
        )
        .unwrap();
        let given = Given { listen: Some("127.0.0.1:2".parse().unwrap()), ..Given::default() };
        let settings = Settings::load(Some(&file), given).unwrap();
        assert_eq!(settings.listen.port(), 2);
        assert_eq!(settings.site.as_deref(), Some("https://support.example"));
        assert_eq!(settings.trusted_proxies.len(), 1);
        assert!(!settings.behind_proxy);
    }

    #[test]
    fn a_site_without_https_or_with_a_path_is_refused_acc_1() {
        for site in ["http://a.example", "a.example", "https://a.example/x", ""] {
            assert!(checked_site(site).is_err(), "{site}");
        }
    }

    #[test]
    fn edits_count_what_must_change() {
        for (a, b, count) in [("", "", 0), ("abc", "", 3), ("listen", "lisen", 1), ("cert", "crte", 2)] {
            assert_eq!(edits(a, b), count, "{a} {b}");
        }
    }
}
