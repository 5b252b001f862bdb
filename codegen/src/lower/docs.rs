//! Documentation: the HTML of models → Markdown that rustdoc takes without a warning.

/// The maximum nesting depth of tags; beyond it only the text is kept. Real models stay below ten.
const MAX_DEPTH: usize = 64;

/// The documentation of a model as Markdown for rustdoc; an empty text if there is none. It is CommonMark (Smithy,
/// "`documentation` trait"), and in models of AWS HTML.
pub fn documentation(text: &str, of_aws: bool) -> String {
    let markdown = if of_aws || text.contains("</") { markdown(text) } else { commonmark(text) };
    let shown = |c: char| if matches!(c, '\n' | '\t') { c } else { visible(c) };
    if markdown.chars().all(|c| shown(c) == c) {
        return markdown;
    }
    markdown.chars().map(shown).collect()
}

/// A character as documentation shows it: a space for a control character, which comments of Rust must not contain and
/// terminals obey, and for one that changes the direction of text, which the compiler does not accept.
pub(super) fn visible(c: char) -> char {
    let changes_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || changes_direction { ' ' } else { c }
}

fn markdown(html: &str) -> String {
    let converted = if depth(html) <= MAX_DEPTH {
        html::convert(html).unwrap_or_else(|| without_tags(html))
    } else {
        without_tags(html)
    };
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in converted.lines() {
        // A fence without language would be compiled as Rust.
        let fence = line.trim_start().starts_with("```");
        let text = match (fence, fenced) {
            (true, false) => format!("{}```text", &line[..line.len() - line.trim_start().len()]),
            (_, true) => line.trim_end().to_owned(),
            (false, false) => link_urls(line.trim_end()),
        };
        fenced ^= fence;
        if !(text.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(text);
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines.join("\n").trim().to_owned()
}

/// Makes CommonMark, which documentation of Smithy models is, fit for rustdoc: code is not compiled as Rust, and
/// brackets and relative links are not links to items.
fn commonmark(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    // The end of the current block of code, if a line is inside one.
    let mut fence: Option<String> = None;
    let (mut indented, mut in_list) = (false, false);
    for line in text.lines() {
        let start = line.trim_start();
        let ticks = start.chars().take_while(|c| *c == '`').count();
        let tildes = start.chars().take_while(|c| *c == '~').count();
        let opened = ticks.max(tildes) >= 3;
        let deep = line.starts_with("    ") || line.starts_with('\t');
        if indented && !deep && !start.is_empty() {
            while lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
            lines.extend(["```".to_owned(), String::new()]);
            indented = false;
        }
        match &fence {
            Some(end) => {
                if start.trim_end().trim_start_matches(&end[..1]).is_empty() && start.starts_with(end) {
                    fence = None;
                }
                lines.push(line.trim_end().to_owned());
            }
            None if opened => {
                let (mark, language) = start.split_at(ticks.max(tildes));
                fence = Some(mark.to_owned());
                let language = language.trim();
                let rust = language.is_empty() || language.starts_with("rust");
                let indent = &line[..line.len() - start.len()];
                lines.push(format!("{indent}{mark}{}", if rust { "text" } else { language }));
            }
            None if indented => lines.push(unindented(line)),
            None if deep && !in_list && lines.last().is_none_or(String::is_empty) && !start.is_empty() => {
                indented = true;
                lines.extend(["```text".to_owned(), unindented(line)]);
            }
            None => {
                let number = start.trim_start_matches(|c: char| c.is_ascii_digit());
                let numbered =
                    number.len() < start.len() && (number.starts_with(". ") || number.starts_with(") "));
                let item = numbered || ["- ", "* ", "+ "].iter().any(|mark| start.starts_with(mark));
                in_list = item || in_list && (start.is_empty() || line.starts_with(' '));
                lines.push(link_urls(&no_items(line.trim_end())));
            }
        }
    }
    if indented {
        lines.push("```".to_owned());
    }
    lines.extend(fence);
    lines.join("\n").trim().to_owned()
}

/// A line of an indented block of code, without its indentation.
fn unindented(line: &str) -> String {
    let line = line.strip_prefix('\t').or(line.strip_prefix("    ")).unwrap_or(line.trim_start());
    line.trim_end().to_owned()
}

/// Escapes text that rustdoc would read as the name of an item or as a tag in a line of CommonMark.
fn no_items(line: &str) -> String {
    let mut out = String::new();
    let (mut code, mut rest) = (false, line);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                // Escaped characters stay escaped.
                let escaped = after.chars().next().map_or(0, char::len_utf8);
                out.push('\\');
                out.push_str(&after[..escaped]);
                rest = &after[escaped..];
                continue;
            }
            '`' => code = !code,
            '[' if !code => match link(after) {
                Some((text, target, after)) if !is_of_web(target) => {
                    out.push_str(&no_items(text));
                    rest = after;
                    continue;
                }
                Some(_) => {}
                None => out.push('\\'),
            },
            '<' if !code && !is_of_web(after) => out.push('\\'),
            _ => {}
        }
        out.push(c);
        rest = after;
    }
    out
}

/// The text and the target of a link whose `[` comes before `after`, and what follows it.
fn link(after: &str) -> Option<(&str, &str, &str)> {
    let (text, after) = after.split_once(']')?;
    let (target, after) = after.strip_prefix('(')?.split_once(')')?;
    Some((text, target.trim_start_matches('<'), after))
}

fn is_of_web(target: &str) -> bool {
    target.starts_with("http://") || target.starts_with("https://")
}

/// The first paragraph of a Markdown text, as one line.
pub(super) fn summary(markdown: &str) -> String {
    let paragraph = markdown.split("\n\n").next().unwrap_or_default();
    paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Escapes a text, so that Markdown shows it unchanged.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(if c.is_whitespace() { ' ' } else { visible(c) });
    }
    escaped
}

/// A text as inline code, whatever it contains.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(visible).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(feature = "html")]
mod html {
    use htmd::HtmlToMarkdown;
    use htmd::options::{BulletListMarker, LinkStyle, Options};
    use std::sync::LazyLock;

    /// Creating a converter takes longer than converting most texts.
    static CONVERTER: LazyLock<HtmlToMarkdown> = LazyLock::new(|| {
        let options = Options {
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            link_style: LinkStyle::Inlined,
            ..Options::default()
        };
        HtmlToMarkdown::builder().options(options).skip_tags(vec!["script", "style"]).build()
    });

    pub(super) fn convert(html: &str) -> Option<String> {
        CONVERTER.convert(&super::absolute_links(html)).ok()
    }
}

#[cfg(not(feature = "html"))]
mod html {
    /// The HTML is not parsed; only its text is kept.
    pub(super) fn convert(_: &str) -> Option<String> {
        None
    }
}

#[cfg(feature = "html")]
/// Removes the targets of links that are not web pages, which rustdoc would read as items.
fn absolute_links(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("href") {
        let (before, link) = rest.split_at(at + 4);
        out.push_str(before);
        let value = link.trim_start_matches([' ', '=', '"', '\'']);
        if !is_of_web(value) {
            out.push_str("-removed");
        }
        rest = link;
    }
    out + rest
}

/// Converts bare URLs of a line to links, as rustdoc requires.
fn link_urls(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("http://").into_iter().chain(rest.find("https://")).min() {
        let (before, url) = rest.split_at(at);
        let end = url.find([' ', '\t', '<', '>', '`', '"', ')', ']', '|']).unwrap_or(url.len());
        let url = url[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '\'', '\\']);
        rest = &rest[at + url.len()..];
        out.push_str(before);
        let code = out.matches('`').count() % 2 == 1;
        if code || before.ends_with("](") || before.ends_with('<') || before.ends_with('[') {
            out.push_str(url);
        } else {
            out.push('<');
            out.push_str(&url.replace('\\', ""));
            out.push('>');
        }
    }
    out + rest
}

/// An upper bound of the nesting depth of the tags.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = html.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'<' {
            match bytes.peek() {
                Some(b'/') => depth = depth.saturating_sub(1),
                Some(next) if next.is_ascii_alphabetic() => depth += 1,
                _ => {}
            }
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// The text between the tags.
fn without_tags(html: &str) -> String {
    let parts = html.split('<').enumerate().map(|(index, part)| match (index, part.split_once('>')) {
        (0, _) => part,
        (_, Some((_, text))) => text,
        (_, None) => "",
    });
    plain(&parts.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(markdown(html), expected, "{html}");
    }

    #[test]
    fn paragraphs_lists_and_code_become_markdown() {
        check("<p>One.</p><p>Two <b>bold</b> <code>code</code>.</p>", "One.\n\nTwo **bold** `code`.");
        check("<ul><li><p>a</p></li><li>b</li></ul>", "- a\n\n- b");
        check("plain", "plain");
        check("<p></p>", "");
    }

    #[test]
    fn commonmark_is_fit_for_rustdoc() {
        let check = |text: &str, expected: &str| assert_eq!(commonmark(text), expected, "{text}");
        check("A *list*:\n\n- `a[0]`\n- b", "A *list*:\n\n- `a[0]`\n- b");
        check("see [x] of <T>, [y](https://y.example)", "see \\[x] of \\<T>, [y](https://y.example)");
        check("see [`x`](x), [the [y](#y) and [z](", "see `x`, the \\[y and \\[z](");
        check("already \\[escaped]", "already \\[escaped]");
        check("<https://a.example> https://b.example", "<https://a.example> <https://b.example>");
        check("```\nlet x;\n```\nafter", "```text\nlet x;\n```\nafter");
        check("```rust,no_run\nx\n```", "```text\nx\n```");
        check("~~~json\n{}\n~~~", "~~~json\n{}\n~~~");
        check("````\n```\n````", "````text\n```\n````");
        check("a\n\n    code\n\n    more\n\nb", "a\n\n```text\ncode\n\nmore\n```\n\nb");
        check("- a\n\n    of a", "- a\n\n    of a");
        check("```\nnever ends", "```text\nnever ends\n```");
        check("\tlet é;\n\tx", "```text\nlet é;\nx\n```");
        check("    \tcode", "```text\n\tcode\n```");
        check("", "");
    }

    #[test]
    fn nothing_is_taken_for_a_link_or_a_tag() {
        check("an array [x] of &lt;T&gt;", "an array \\[x\\] of \\<T>");
        check("<a href=\"Other.html\">there</a>", "there");
        check("<a href=\"https://a.example/b\">there</a>", "[there](https://a.example/b)");
        check("see https://a.example/b_c.", "see <https://a.example/b_c>.");
        check("<code>https://a.example</code>", "`https://a.example`");
    }

    #[test]
    fn code_blocks_are_text() {
        check("<pre><code>let x;</code></pre>", "```text\nlet x;\n```");
    }

    #[test]
    fn unbalanced_and_absurd_html_gives_text() {
        check("<p>One<b>two</p>", "One**two**");
        let deep = "<b>".repeat(100_000) + "deep";
        check(&deep, "deep");
    }

    #[test]
    fn code_and_plain_text_can_hold_anything() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(plain("a*[b]\n`"), "a\\*\\[b\\] \\`");
        for text in ["a\rb", "a\u{1b}b", "a\0b", "a\u{202e}b", "a\u{2066}b", "a\u{9b}b"] {
            assert_eq!((code(text).as_str(), plain(text).as_str()), ("`a b`", "a b"), "{text:?}");
            assert_eq!(documentation(text, false), "a b", "{text:?}");
        }
        assert_eq!(documentation("a&#27;b", true), "a b");
        assert_eq!(documentation("a\r\n\tb", false), "a\n\tb");
    }

    #[test]
    fn the_summary_is_the_first_paragraph() {
        assert_eq!(summary("One\ntwo.\n\nThree."), "One two.");
    }
}
