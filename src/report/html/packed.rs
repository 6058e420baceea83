//! Data inside the page: JSON, deflated (RFC 1950), as base64, in an element of its own that nothing runs.
//!
//! The script of the page unpacks it when it is needed. Nothing of an input can end the element: base64
//! has no sign of HTML.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// How hard to pack. Of what a page holds the highest levels make no less than this, and take twice the time.
const LEVEL: Compression = Compression::new(7);

/// An element that holds `json` under a name of ours.
pub(super) fn pack(name: &str, json: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(json.len() / 8), LEVEL);
    let packed = encoder.write_all(json).and_then(|()| encoder.finish());
    // Writing into memory does not fail; an empty element is told of by the script.
    let packed = packed.unwrap_or_default();
    let mut element = String::with_capacity(packed.len() * 4 / 3 + 100);
    element.push_str("<script type=\"application/octet-stream\" id=\"data-");
    element.push_str(name);
    element.push_str("\">");
    STANDARD.encode_string(packed, &mut element);
    element.push_str("</script>\n");
    element
}

/// What an element of a page holds, as the script reads it.
#[cfg(test)]
pub(in crate::report) fn unpack(page: &str, name: &str) -> Option<serde_json::Value> {
    let held = page.split(&format!("id=\"data-{name}\">")).nth(1)?.split("</script>").next()?;
    let packed = STANDARD.decode(held).ok()?;
    serde_json::from_reader(flate2::read::ZlibDecoder::new(packed.as_slice())).ok()
}
