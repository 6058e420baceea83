//! What a text holds: JSON, XML, pairs, labelled lines, Base64 and the binary ids in it.

use crate::mapping::source::Step;
use crate::source::{labels, text, tree::Tree, xml};

/// The tree that a text holds.
pub(super) fn unpacked<'t>(text: &'t str, step: &Step) -> Option<Tree<'t>> {
    match step {
        Step::Json if text.trim_start().starts_with('<') => xml::tree(text.as_bytes()).ok().map(Tree::from),
        Step::Json => serde_json::from_str(text).ok(),
        Step::Labels => Some(labels::tree(text)),
        Step::Pairs => text::of_pairs(text).ok().map(Tree::from),
        _ => None,
    }
}

/// The text that a text encodes in Base64 (RFC 4648, section 4), line ends ignored; a SID or GUID of
/// Active Directory as it is written.
pub(super) fn base64_text(text: &str) -> Option<String> {
    use base64::Engine;
    let compact: String = text.split_ascii_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(compact).ok()?;
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(binary) => sid(binary.as_bytes()).or_else(|| guid(binary.as_bytes())),
    }
}

/// A security identifier as text (MS-DTYP, sections 2.4.2.1 and 2.4.2.2).
fn sid(bytes: &[u8]) -> Option<String> {
    let [1, count, authority @ ..] = bytes else { return None };
    let (authority, parts) = authority.split_at_checked(6)?;
    if parts.len() != usize::from(*count) * 4 || *count > 15 {
        return None;
    }
    let authority = authority.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let parts = parts
        .chunks_exact(4)
        .map(|part| part.iter().rev().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)).to_string());
    Some(format!("S-1-{authority}-{}", parts.collect::<Vec<_>>().join("-")))
}

/// A GUID as text (MS-DTYP, section 2.3.4.2): its first three numbers are written last byte first.
fn guid(bytes: &[u8]) -> Option<String> {
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    if bytes.len() != order.len() {
        return None;
    }
    let hex: String = order.iter().map(|&at: &usize| format!("{:02x}", bytes[at])).collect();
    Some(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]))
}
