//! Paths to values of an input: the subset of JMESPath for endpoint parameters (Smithy, "`operationContextParams`
//! trait").

/// A step of a path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PathStep {
    /// To a member of a structure.
    Member(String),
    /// To all elements of a list.
    Each,
    /// To the keys of a map.
    Keys,
    /// To the values of each of these paths. This is the last step.
    Any(Vec<Vec<PathStep>>),
}

/// Parses a path; `None` if it is not in the subset.
pub fn parse(text: &str) -> Option<Vec<PathStep>> {
    let mut rest = text;
    let steps = path(&mut rest, 0)?;
    rest.is_empty().then_some(steps)
}

/// `a.b.c` as names of members; `None` if it is not such a path, or has more steps than a model needs.
pub fn members(text: &str) -> Option<Vec<String>> {
    let name = |part: &&str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let parts: Vec<&str> = text.split('.').collect();
    let is_path = parts.len() <= MAX_STEPS && parts.iter().all(name);
    is_path.then(|| parts.into_iter().map(str::to_owned).collect())
}

/// The maximum nesting depth of paths, and the maximum number of steps of one.
const MAX_DEPTH: usize = 8;
const MAX_STEPS: usize = 32;

fn path(rest: &mut &str, depth: usize) -> Option<Vec<PathStep>> {
    if depth > MAX_DEPTH {
        return None;
    }
    if eat(rest, "keys(") {
        let mut steps = path(rest, depth + 1)?;
        steps.push(PathStep::Keys);
        return eat(rest, ")").then_some(steps);
    }
    let mut steps = Vec::new();
    loop {
        if eat(rest, "[") {
            let mut paths = Vec::new();
            loop {
                *rest = rest.trim_start();
                paths.push(path(rest, depth + 1)?);
                *rest = rest.trim_start();
                if eat(rest, "]") {
                    break;
                }
                eat(rest, ",").then_some(())?;
            }
            // A multi-select results in a list of lists, unless it is flattened.
            eat(rest, "[]").then_some(())?;
            steps.push(PathStep::Any(paths));
            return Some(steps);
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        steps.push(PathStep::Member(name.to_owned()));
        *rest = after;
        while eat(rest, "[*]") || eat(rest, "[]") {
            steps.push(PathStep::Each);
        }
        if steps.len() > MAX_STEPS {
            return None;
        }
        if !eat(rest, ".") {
            return Some(steps);
        }
    }
}

fn eat(rest: &mut &str, token: &str) -> bool {
    match rest.strip_prefix(token) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str) -> PathStep {
        PathStep::Member(name.to_owned())
    }

    #[test]
    fn paths_of_endpoint_parameters_are_parsed() {
        assert_eq!(parse("a.b_1"), Some(vec![member("a"), member("b_1")]));
        assert_eq!(parse("keys(a.b)"), Some(vec![member("a"), member("b"), PathStep::Keys]));
        let any = PathStep::Any(vec![vec![member("b"), member("c")], vec![member("d")]]);
        assert_eq!(parse("a[*].[b.c, d][]"), Some(vec![member("a"), PathStep::Each, any]));
        for other in [
            "",
            "a.",
            "a[0]",
            "a || b",
            "[a]",
            "keys(a",
            "length(a)",
            "a[?b]",
            "1a",
            "a b",
            "[[a][]][].b",
            "'a'",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
        assert_eq!(parse(&"keys(".repeat(100_000)), None);
        assert_eq!(parse(&"a.".repeat(100_000)), None);
    }
}
