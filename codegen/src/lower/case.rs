//! Words in names, as the official crates split them, with different rules for the names of types and of values.

use heck::ToUpperCamelCase;

/// Words that are not split although their case changes within.
const WHOLE: &[&str] = &["gib", "ipv4", "ipv6", "kib", "mib", "sigv4", "ttl"];

/// A name as one of a type or variant.
pub(super) fn camel(name: &str) -> String {
    let mut marked = String::with_capacity(name.len() + 4);
    let mut last = ' ';
    for character in name.chars() {
        // Upper case after a number starts a word: `CRC32C`.
        if last.is_ascii_digit() && character.is_uppercase() {
            marked.push('_');
        }
        marked.push(character);
        last = character;
    }
    marked.to_upper_camel_case()
}

/// A name as one of a field, method or module.
pub(super) fn snake(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let lower = !characters.iter().any(|character| character.is_uppercase());
    let (mut words, mut word) = (Vec::new(), String::new());
    for (index, &character) in characters.iter().enumerate() {
        let ends = !character.is_alphanumeric() || starts_word(&word, &characters[index..], lower);
        if ends && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.push(character);
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words.join("_").to_lowercase()
}

/// Whether the first character of `rest` starts a word, after `word`, the word so far. `lower` means that the name has
/// no capitals.
fn starts_word(word: &str, rest: &[char], lower: bool) -> bool {
    let (Some(last), Some(&first)) = (word.chars().next_back(), rest.first()) else { return false };
    let after_lower = first.is_uppercase() && !last.is_uppercase();
    let after_number = lower && last.is_ascii_digit() && first.is_lowercase();
    (after_lower || after_number) && !is_within_whole(word, rest) || after_acronym(last, rest)
}

/// Whether `word` and `rest` begin one of the words that stay whole.
fn is_within_whole(word: &str, rest: &[char]) -> bool {
    let so_far = word.to_lowercase();
    let with_rest = || so_far.chars().chain(rest.iter().flat_map(|character| character.to_lowercase()));
    !WHOLE.contains(&so_far.as_str())
        && WHOLE.iter().any(|whole| with_rest().take(whole.len()).eq(whole.chars()))
}

/// Whether a word starts after an acronym: `DB|Proxy`, but neither `ACLs` nor `DBv2`.
fn after_acronym(last: char, rest: &[char]) -> bool {
    let [first, second, ..] = rest else { return false };
    let third = rest.get(2);
    let plural = *second == 's' && !third.is_some_and(|third| third.is_lowercase());
    let version = *second == 'v' && third.is_some_and(char::is_ascii_digit);
    last.is_uppercase() && first.is_uppercase() && second.is_lowercase() && !plural && !version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_variants() {
        for (name, expected) in [
            ("ACLConfig", "AclConfig"),
            ("CRC32C", "Crc32C"),
            ("CRC64NVME", "Crc64Nvme"),
            ("MemoryGiBPerVCpu", "MemoryGiBPerVCpu"),
            ("S3Bucket", "S3Bucket"),
            ("c5a_2xlarge", "C5a2xlarge"),
            ("ipv4pool_ec2", "Ipv4poolEc2"),
        ] {
            assert_eq!(camel(name), expected);
        }
    }

    #[test]
    fn fields_and_modules() {
        for (name, expected) in [
            ("ChecksumCRC32C", "checksum_crc32_c"),
            ("ChecksumCRC64NVME", "checksum_crc64_nvme"),
            ("VPCs", "vpcs"),
            ("ACLsEnabled", "acls_enabled"),
            ("DBProxyARN", "db_proxy_arn"),
            ("DynamoDBv2Action", "dynamo_dbv2_action"),
            ("DBvX", "d_bv_x"),
            ("DBvault", "d_bvault"),
            ("ExecutionEnvironmentMemoryGiBPerVCpu", "execution_environment_memory_gib_per_v_cpu"),
            ("IPv4CidrBlock", "ipv4_cidr_block"),
            ("CidrIpv6s", "cidr_ipv6s"),
            ("WarmThroughputMiBps", "warm_throughput_mibps"),
            ("Ipv6CIDRBlock", "ipv6_cidr_block"),
            ("S3Key", "s3_key"),
            ("s3key", "s3_key"),
            ("__a.b-C", "a_b_c"),
            ("UserName", "user_name"),
            ("", ""),
        ] {
            assert_eq!(snake(name), expected, "{name}");
        }
    }
}
