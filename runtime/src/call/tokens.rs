//! Idempotency tokens.

use crate::config::Settings;
use crate::shape::Structure;
use crate::types::SerdeError;
use aws_smithy_schema::codec::http_string::HttpStringDeserializer;

/// Fills in the idempotency tokens of an input that are not set: as the settings of the call or else of the client say,
/// or each with a random UUID.
pub(super) fn fill_tokens(
    input: &mut dyn Structure,
    overrides: Option<&Settings>,
    settings: &Settings,
) -> Result<(), SerdeError> {
    let decoded = input.shape().decoded();
    // Invariant: these are indexes of members.
    for &index in &decoded.tokens {
        let schema = decoded.schema.members()[index];
        let Some(field) = input.field_mut(index) else { continue };
        if field.label(schema)?.is_none() {
            let fixed = overrides.and_then(Settings::idempotency_token).or(settings.idempotency_token());
            let token = fixed.map_or_else(random_uuid, str::to_owned);
            field.read(schema, &mut HttpStringDeserializer::new(&token))?;
        }
    }
    Ok(())
}

/// A random UUID (RFC 9562, version 4).
fn random_uuid() -> String {
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
