//! UUIDs of what other tools exchange: derived from ids, the same in every run and every format.

use uuid::Uuid;

/// The namespace of all our UUIDs; never to be changed, or nothing would be found again.
const NAMESPACE: Uuid = Uuid::from_u128(0xeff7_23c7_5091_4487_88f0_770d_ffa5_16a0);

/// The UUID (version 5, RFC 9562 section 5.5) of something by its kind and its id within the kind.
pub(crate) fn uuid(kind: &str, id: &str) -> String {
    Uuid::new_v5(&NAMESPACE, format!("{kind}:{id}").as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn a_uuid_is_the_same_for_ever_and_another_for_another_kind() {
        let one = uuid("finding", "fnd-0123456789ab");
        assert_eq!(one, "e644d10d-c37f-584e-9cf4-8ccdabe9acd1");
        assert_ne!(one, uuid("change", "fnd-0123456789ab"));
    }
}
