#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![warn(missing_docs, rust_2018_idioms)]
//! Paths and their faults: `include!`, `#[path = "a.txt"]` and `unsafe` are only talked about.

extern crate alloc;

use std::fmt::{self, Write as _};
use std::io;
use std::path::{self, Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

mod include;
#[path = "unix.rs"]
#[cfg(unix)]
mod imp;
pub use include::Includes;
use crate::include::Pattern;

include!("generated.rs");

const TABLE: [u8; 4] = *include_bytes!("table.bin");

/// What may go wrong.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, #[source] source: io::Error },
    #[error("{path} is none of {0:?}", path = .1)]
    Unknown(Vec<String>, String),
    #[error(transparent)]
    Other(#[from] fmt::Error),
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args), command(author, version))]
pub struct Options {
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "path")]
    #[cfg_attr(feature = "clap", arg(long, value_name = "PATH", default_value = "."))]
    pub path: Option<PathBuf>,
    #[serde(default = "path_default", with = "path::serde")]
    pub include: Vec<String>,
    pub link: bool,
    pub asm: u8,
}

#[utoipa::path(get, path = "/pets/{id}", responses((status = 200, body = Pet)))]
pub async fn pet(path: web::Path<u64>) -> String {
    format!("{}", path)
}

#[get(path = "/", format = "json")]
fn index() {}

impl Options {
    pub fn include(mut self, include: impl Into<String>) -> Self {
        self.include.push(include.into());
        self
    }

    pub fn read(&self, path: &Path) -> Result<String, Fault> {
        let include = self.include.len();
        if !(include > 3) && !path.exists() {
            let included = self.include.iter().count();
            println!("{} {include} {included} {path:?}", path.display());
        }
        assert_eq!(path, Path::new("x"));
        assert!(path == Path::new("x"), "other path {}", path.display());
        tracing::info!(path = %path.display(), link = self.link, "reading");
        let paths = vec![path, path];
        let first = paths[0];
        let [a, b] = [path, first];
        let all: [&Path; 2] = [path; 2];
        let shown = |path: &Path| -> bool { link(path, "x") && a != b && all.len() as u8 == TABLE[0] };
        let made = Options { path: Some(path.into()), link: shown(path), ..Default::default() }.include("**/*.rs");
        cc::Build::new().include("include").compile("x");
        if cfg!(test) && made.link { panic!("{}", self.asm) }
        std::fs::read_to_string(path).map_err(|source| Fault::Read { path: path.to_owned(), source })
    }
}

fn link(path: &Path, name: &str) -> bool {
    path.ends_with(name)
}

pub extern "C" fn callback(value: i32) -> i32 {
    value * -1
}

fn capture<'a>(path: &'a Path) -> impl Iterator<Item = path::Component<'a>> + use<'a> {
    path.components()
}

fn never() -> ! {
    loop {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use cortex_m::asm;

    #[test]
    #[ignore = "asm"]
    fn reads() {
        asm::nop();
        let path = std::env::temp_dir().join("a.txt");
        assert!(matches!(Options::default().read(&path), Err(Fault::Read { path: at, .. }) if at == path));
    }
}
