//! Amazon Route 53, which returns ids with their kind as a prefix, and accepts them without it. As botocore, this
//! looks at parameters of the query, too; the official crate only at labels.

use super::uri;
use crate::service::Customization;

/// What Amazon Route 53 does differently.
pub const ROUTE_53: Customization =
    Customization { prepare: |input| uri::change(input, |_, id| without_kind(id)), ..Customization::NONE };

/// What an id is without the kind of its resource; `None` if it is without.
fn without_kind(id: &str) -> Option<String> {
    let rest = id.strip_prefix('/').unwrap_or(id);
    let kinds = ["hostedzone/", "change/", "delegationset/"];
    kinds.iter().find_map(|kind| rest.strip_prefix(kind)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq)]
    struct Input {
        id: Option<String>,
        name: Option<String>,
        comment: Option<String>,
    }

    crate::structure! {
        Input {
            0 id = "Id: String @httpLabel",
            1 name = "Name: String @httpQuery(name)",
            2 comment = "Comment: String",
        }
    }

    #[test]
    fn ids_are_sent_without_their_kind() {
        for (id, sent) in [
            ("/hostedzone/Z1", "Z1"),
            ("hostedzone/Z1", "Z1"),
            ("/change/C1", "C1"),
            ("delegationset/N1", "N1"),
            ("Z1", "Z1"),
            ("/healthcheck/H1", "/healthcheck/H1"),
            ("", ""),
        ] {
            let text = || Some(id.to_owned());
            let mut input = Input { id: text(), name: text(), comment: text() };
            (ROUTE_53.prepare)(&mut input).expect("labels are texts");
            assert_eq!((input.id.as_deref(), input.name.as_deref()), (Some(sent), Some(sent)));
            assert_eq!(input.comment, text());
        }
        let mut unset = Input { id: None, name: None, comment: None };
        (ROUTE_53.prepare)(&mut unset).expect("labels are texts");
        assert_eq!(unset.id, None);
    }
}
