//! Partitions: groups of regions that share DNS names (Smithy, `aws.partition`).
//!
//! The table has the contents of botocore's `partitions.json`; `cargo xtask models verify` compares both.

/// A partition.
#[derive(Debug, PartialEq)]
pub struct Partition {
    /// The id, which rules see as `name`.
    pub name: &'static str,
    /// The suffix of ordinary endpoints.
    pub dns_suffix: &'static str,
    /// The suffix of endpoints that also support IPv6.
    pub dual_stack_dns_suffix: &'static str,
    /// Whether it has endpoints that also support IPv6.
    pub supports_dual_stack: bool,
    /// Whether it has FIPS endpoints.
    pub supports_fips: bool,
    /// The signing region of global services.
    pub implicit_global_region: &'static str,
    /// The prefixes of its regions: `us` means `us-WORD-NUMBER`.
    pub prefixes: &'static [&'static str],
    /// Names of regions, besides those that follow from the prefixes.
    pub regions: &'static [&'static str],
}

const fn partition(
    name: &'static str,
    suffixes: (&'static str, &'static str),
    implicit_global_region: &'static str,
    prefixes: &'static [&'static str],
    regions: &'static [&'static str],
) -> Partition {
    Partition {
        name,
        dns_suffix: suffixes.0,
        dual_stack_dns_suffix: suffixes.1,
        supports_dual_stack: true,
        supports_fips: true,
        implicit_global_region,
        prefixes,
        regions,
    }
}

/// All partitions; the first one is also that of unknown regions.
pub const PARTITIONS: &[Partition] = &[
    partition(
        "aws",
        ("amazonaws.com", "api.aws"),
        "us-east-1",
        &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        &["aws-global"],
    ),
    partition(
        "aws-cn",
        ("amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        "cn-northwest-1",
        &["cn"],
        &["aws-cn-global"],
    ),
    partition("aws-eusc", ("amazonaws.eu", "api.amazonwebservices.eu"), "eusc-de-east-1", &["eusc-de"], &[]),
    partition("aws-iso", ("c2s.ic.gov", "api.aws.ic.gov"), "us-iso-east-1", &["us-iso"], &["aws-iso-global"]),
    partition(
        "aws-iso-b",
        ("sc2s.sgov.gov", "api.aws.scloud"),
        "us-isob-east-1",
        &["us-isob"],
        &["aws-iso-b-global"],
    ),
    partition(
        "aws-iso-e",
        ("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        "eu-isoe-west-1",
        &["eu-isoe"],
        &["aws-iso-e-global"],
    ),
    partition(
        "aws-iso-f",
        ("csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        "us-isof-south-1",
        &["us-isof"],
        &["aws-iso-f-global"],
    ),
    partition(
        "aws-us-gov",
        ("amazonaws.com", "api.aws"),
        "us-gov-west-1",
        &["us-gov"],
        &["aws-us-gov-global"],
    ),
];

/// The partition of a region: the one that lists it, or one of whose prefixes fits, or else the first one.
pub fn partition_of(region: &str) -> &'static Partition {
    let claims = |partition: &&Partition| {
        partition.regions.contains(&region) || partition.prefixes.iter().any(|prefix| follows(region, prefix))
    };
    PARTITIONS.iter().find(claims).unwrap_or(&PARTITIONS[0])
}

/// Whether the name of a region is `prefix-WORD-NUMBER`.
fn follows(region: &str, prefix: &str) -> bool {
    let rest = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    let Some((word, number)) = rest.and_then(|rest| rest.split_once('-')) else { return false };
    let word_character = |c: char| c.is_alphanumeric() || c == '_';
    !word.is_empty()
        && word.chars().all(word_character)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_found_by_name_or_by_the_form_of_its_name() {
        for (region, name) in [
            ("us-east-1", "aws"),
            ("us-nowhere-99", "aws"),
            ("aws-global", "aws"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
            ("eusc-fr-east-1", "aws"),
            ("cn-north-1", "aws-cn"),
            ("aws-cn-global", "aws-cn"),
            ("mars", "aws"),
            ("", "aws"),
            ("cn--1", "aws"),
            ("cn-north-", "aws"),
            ("cn-north-1a", "aws"),
        ] {
            assert_eq!(partition_of(region).name, name, "{region}");
        }
    }
}
