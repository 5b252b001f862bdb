//! Links between documents: each leads to a file, and to a heading of it. The guide in `docs/` links only to its own pages, since it is
//! also a book, and its table of contents lists each of them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// The folder of the guide, and its table of contents.
const GUIDE: &str = "docs/";
const CONTENTS: &str = "docs/SUMMARY.md";

/// The links of a document, and the ids of its headings.
struct Document {
    links: Vec<(usize, String)>,
    ids: BTreeSet<String>,
}

/// The broken links of documents; `documents` are texts by path, and `exists` is whether there is a file or folder.
pub(super) fn broken(documents: &BTreeMap<String, String>, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let read: BTreeMap<&str, Document> =
        documents.iter().map(|(path, text)| (path.as_str(), document(text))).collect();
    let (mut problems, mut listed) = (Vec::new(), BTreeSet::new());
    for (path, document) in &read {
        for (line, link) in &document.links {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { (*path).to_owned() } else { beside(path, file) };
            if *path == CONTENTS {
                listed.insert(target.clone());
            }
            if !exists(&target) {
                problems.push(format!("{path}:{line}: there is no `{target}`"));
            } else if path.starts_with(GUIDE) && !target.starts_with(GUIDE) {
                problems.push(format!("{path}:{line}: `{link}` leads out of the guide"));
            } else if !id.is_empty() && read.get(target.as_str()).is_some_and(|other| !other.ids.contains(id))
            {
                problems.push(format!("{path}:{line}: `{target}` has no heading `#{id}`"));
            }
        }
    }
    for path in read.keys().filter(|path| path.starts_with(GUIDE) && **path != CONTENTS) {
        if !listed.contains(*path) {
            problems.push(format!("{CONTENTS}: does not list `{path}`"));
        }
    }
    problems
}

/// The path of a file that a document names relative to itself.
fn beside(document: &str, file: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn document(text: &str) -> Document {
    let (mut links, mut ids) = (Vec::new(), BTreeSet::new());
    let mut heading: Option<String> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let line = text[..range.start].matches('\n').count() + 1;
                links.push((line, dest_url.into_string()));
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => ids.extend(heading.take().map(|text| id(&text))),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    Document { links, ids }
}

/// The id of a heading, as GitHub and mdBook give it.
fn id(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files_and_headings() {
        let documents = BTreeMap::from([
            (
                "README.md".to_owned(),
                "# A b\n[1](docs/a.md) [2](docs/a.md#is-it-so) [3](#a-b) [4](src/)".to_owned(),
            ),
            ("docs/SUMMARY.md".to_owned(), "- [A](a.md)\n- [C](c.md)\n".to_owned()),
            (
                "docs/a.md".to_owned(),
                "## Is `it` so?\n\n[web](https://a.example)\n\n```text\n[no](link.md)\n```".to_owned(),
            ),
            ("docs/b.md".to_owned(), "[1](a.md#other)\n[2](../README.md)\n![3](b.svg)".to_owned()),
        ]);
        let exists = |path: &str| documents.contains_key(path) || path == "src";
        assert_eq!(
            broken(&documents, exists),
            [
                "docs/SUMMARY.md:2: there is no `docs/c.md`",
                "docs/b.md:1: `docs/a.md` has no heading `#other`",
                "docs/b.md:2: `../README.md` leads out of the guide",
                "docs/b.md:3: there is no `docs/b.svg`",
                "docs/SUMMARY.md: does not list `docs/b.md`",
            ]
        );
    }
}
