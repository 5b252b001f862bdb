//! Names as the AWS CLI writes them: words in lower case, joined by hyphens.

/// Words in the names of operations that [`kebab`] would split. With them, the names of all 15,580 operations of
/// botocore 1.44.5 equal those of its `xform_name`.
const WORDS: &[(&str, &str)] = &[
    ("CachediSCSI", "CachedIscsi"),
    ("StorediSCSI", "StoredIscsi"),
    ("ListHITsFor", "ListHitsFor"),
    ("PartiQL", "Partiql"),
    ("WhatsApp", "Whatsapp"),
    ("OTel", "Otel"),
    ("OAuth2TokenWithIAM", "Oauth2TokenWithIAM"),
];

/// The name of an operation: as [`kebab`], but for some words.
pub fn operation(name: &str) -> String {
    if name == "CreateOAuth2Token" {
        return "create-oauth2-token".to_owned();
    }
    kebab(&WORDS.iter().fold(name.to_owned(), |name, (word, written)| name.replace(word, written)))
}

/// `GetBulkPublishDetails` → `get-bulk-publish-details`, `DBName` → `db-name`, `TapeARNs` → `tape-arns`.
pub fn kebab(name: &str) -> String {
    if name.contains('-') {
        return name.to_owned();
    }
    let mut name = name.to_owned();
    // Several capitals before an `s` at the end are one word.
    if let Some(stem) = name.strip_suffix('s') {
        let start = stem.trim_end_matches(|c: char| c.is_ascii_uppercase()).len();
        if stem.len() - start >= 2 {
            name = format!("{}-{}", &name[..start], name[start..].to_ascii_lowercase());
        }
    }
    let characters: Vec<char> = name.chars().collect();
    let mut kebab = String::new();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| characters.get(index));
        let starts_word = characters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let ends_word = |before: &char| before.is_ascii_lowercase() || before.is_ascii_digit();
        if character.is_ascii_uppercase() && before.is_some_and(|before| starts_word || ends_word(before)) {
            kebab.push('-');
        }
        kebab.push(character.to_ascii_lowercase());
    }
    kebab
}

/// The name in `known` that is most similar to `name`, if one is similar enough.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(name, known);
    let near = known.into_iter().map(|known| (distance(known), known)).min()?;
    (near.0 <= 1 + name.chars().count() / 4).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected names are those of botocore's `xform_name(name, "-")`.
    #[test]
    fn names_are_those_of_the_aws_cli() {
        for (name, expected) in [
            ("GetBulkPublishDetails", "get-bulk-publish-details"),
            ("IdentityPoolId", "identity-pool-id"),
            ("DBInstanceIdentifier", "db-instance-identifier"),
            ("TapeARNs", "tape-arns"),
            ("OpenIdConnectProviderARNs", "open-id-connect-provider-arns"),
            ("SSEKMSKeyId", "ssekms-key-id"),
            ("ListObjectsV2", "list-objects-v2"),
            ("CodeSha256", "code-sha256"),
            ("IPv6Native", "i-pv6-native"),
            ("clientToken", "client-token"),
            ("ACL", "acl"),
            ("ACLs", "-acls"),
            ("MD5OfBody", "md5-of-body"),
            ("S3Location", "s3-location"),
            ("x-amz-meta", "x-amz-meta"),
        ] {
            assert_eq!(kebab(name), expected, "{name}");
        }
        for (name, expected) in [
            ("ListHITsForQualificationType", "list-hits-for-qualification-type"),
            ("CreateCachediSCSIVolume", "create-cached-iscsi-volume"),
            ("ExecutePartiQLStatement", "execute-partiql-statement"),
            ("CreateOAuth2Token", "create-oauth2-token"),
            ("CreateOAuth2TokenWithTokenExchange", "create-o-auth2-token-with-token-exchange"),
            ("PutItem", "put-item"),
        ] {
            assert_eq!(operation(name), expected, "{name}");
        }
    }
}
