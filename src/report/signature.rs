//! A detached signature over `manifest.json`, and through its hashes over the whole report: Ed25519 (RFC 8032).
//!
//! `manifest.json.sig` holds the 64 bytes of the signature, `manifest.json.pem` the public key, so that
//! `openssl pkeyutl -verify -pubin -inkey manifest.json.pem -rawin -in manifest.json -sigfile manifest.json.sig`
//! checks it without this program. Whose key it is the report cannot say: that is for the reader to know.

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePublicKey as _};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::NamedFile;
use super::manifest::{MANIFEST, sha256};

/// The name of the signature's file.
pub const SIGNATURE: &str = "manifest.json.sig";
/// The name of the file with the public key that belongs to it.
pub const SIGNED_BY: &str = "manifest.json.pem";

/// Why something is not signed, or a signature not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The key cannot be used.
    #[error("it holds no Ed25519 {0} key as PEM ({1}); `openssl genpkey -algorithm ed25519` makes one")]
    Key(&'static str, String),
    /// The signature is not of the key over these bytes.
    #[error("it does not sign this {MANIFEST} with the key")]
    Wrong,
}

/// Signs a manifest with a private key (PKCS#8, PEM): gives the files to write beside it. The
/// same key and manifest give the same bytes.
///
/// # Errors
/// Text that holds no such key.
pub fn sign(manifest: &[u8], key: &str) -> Result<Vec<NamedFile>, SignatureFault> {
    let unusable = |fault: String| SignatureFault::Key("private", fault);
    let key = SigningKey::from_pkcs8_pem(key).map_err(|fault| unusable(fault.to_string()))?;
    let pem = key.verifying_key().to_public_key_pem(LineEnding::LF);
    let pem = pem.map_err(|fault| unusable(fault.to_string()))?;
    let signature = key.sign(manifest).to_bytes().to_vec();
    Ok(vec![(SIGNATURE.to_owned(), signature), (SIGNED_BY.to_owned(), pem.into_bytes())])
}

/// Checks a signature with a public key (SPKI, PEM), and gives the key's [`fingerprint`].
///
/// # Errors
/// Text that holds no such key, or a signature that is not its own over these bytes.
pub fn check(manifest: &[u8], signature: &[u8], key: &str) -> Result<String, SignatureFault> {
    let key = public(key)?;
    let signature = Signature::from_slice(signature).map_err(|_| SignatureFault::Wrong)?;
    key.verify_strict(manifest, &signature).map_err(|_| SignatureFault::Wrong)?;
    fingerprint_of(&key)
}

/// What names a public key (SPKI, PEM): `SHA256:` and the SHA-256 of its DER, lower-case hex, as
/// `openssl pkey -pubin -in KEY -outform DER | sha256sum` gives it.
///
/// # Errors
/// Text that holds no such key.
pub fn fingerprint(key: &str) -> Result<String, SignatureFault> {
    fingerprint_of(&public(key)?)
}

fn public(key: &str) -> Result<VerifyingKey, SignatureFault> {
    VerifyingKey::from_public_key_pem(key).map_err(|fault| SignatureFault::Key("public", fault.to_string()))
}

fn fingerprint_of(key: &VerifyingKey) -> Result<String, SignatureFault> {
    let der = key.to_public_key_der().map_err(|fault| SignatureFault::Key("public", fault.to_string()))?;
    Ok(format!("SHA256:{}", sha256(der.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Keys made for this test alone: the secret of RFC 8032, section 7.1, test 1, and its public key.
    const SECRET: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn the_signature_is_that_of_the_standard() {
        let made = sign(b"", SECRET).unwrap();
        let hex: String = made[0].1.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        );
        assert_eq!(made[1].1, PUBLIC.as_bytes());
    }

    #[test]
    fn it_is_of_the_manifest_and_of_no_other_bytes_or_key() {
        let made = sign(b"{}", SECRET).unwrap();
        assert_eq!(made, sign(b"{}", SECRET).unwrap());
        let fingerprint = fingerprint(PUBLIC).unwrap();
        assert_eq!(check(b"{}", &made[0].1, PUBLIC), Ok(fingerprint));
        assert_eq!(check(b"{ }", &made[0].1, PUBLIC), Err(SignatureFault::Wrong));
        assert_eq!(check(b"{}", &made[0].1[..63], PUBLIC), Err(SignatureFault::Wrong));
        let mut flipped = made[0].1.clone();
        flipped[5] ^= 1;
        assert_eq!(check(b"{}", &flipped, PUBLIC), Err(SignatureFault::Wrong));
    }

    #[test]
    fn what_is_no_key_is_refused_with_a_remedy() {
        for key in ["", "hello", PUBLIC] {
            let told = sign(b"", key).unwrap_err().to_string();
            assert!(told.contains("openssl genpkey -algorithm ed25519"), "{told}");
        }
        assert!(check(b"", &[0; 64], SECRET).is_err());
    }
}
