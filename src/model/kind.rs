//! The closed vocabulary of changes (the taxonomy's column `change_kind`).

use super::words::words;

words! {
    /// What a change altered.
    pub enum Effect {
        /// A password or other first secret.
        Credential = "credential",
        /// An authenticator or the need for one.
        Factor = "factor",
        /// The way back in: phone, second mail, codes, links, passes.
        RecoveryPath = "recovery_path",
        /// How sure the identity is: attributes, policies, trust.
        Assurance = "assurance",
        /// What the account may do.
        Privilege = "privilege",
        /// Sessions that are open now.
        Session = "session",
        /// API tokens and keys of a person or program.
        Token = "token",
        /// Created, locked, disabled, deleted.
        Lifecycle = "lifecycle",
    }
}

/// Declares [`ChangeKind`] together with each kind's usual [`Effect`].
macro_rules! kinds {
    ($($variant:ident = $word:literal, $effect:ident;)+) => {
        words! {
            /// What kind of change it was.
            pub enum ChangeKind { $(#[doc = concat!("`", $word, "`")] $variant = $word),+ }
        }
        impl ChangeKind {
            /// The effect such a change usually has; a native type may say otherwise.
            #[must_use]
            pub const fn effect(self) -> Effect {
                match self { $(ChangeKind::$variant => Effect::$effect),+ }
            }
        }
    };
}

kinds! {
    PasswordReset = "password_reset", Credential;
    PasswordResetSelf = "password_reset_self", Credential;
    PasswordChangeSelf = "password_change_self", Credential;
    PasswordExpireForced = "password_expire_forced", Credential;
    FactorEnrol = "factor_enrol", Factor;
    FactorEnrolByAdmin = "factor_enrol_by_admin", Factor;
    FactorUnenrol = "factor_unenrol", Factor;
    FactorUpdate = "factor_update", Factor;
    FactorSuspend = "factor_suspend", Factor;
    FactorRestore = "factor_restore", Factor;
    MfaResetAll = "mfa_reset_all", Factor;
    MfaDisable = "mfa_disable", Factor;
    MfaEnable = "mfa_enable", Factor;
    MfaBypassGrant = "mfa_bypass_grant", Factor;
    MfaBypassRevoke = "mfa_bypass_revoke", Factor;
    DeviceEnrol = "device_enrol", Factor;
    DeviceRemove = "device_remove", Factor;
    TemporaryAccessIssue = "temporary_access_issue", RecoveryPath;
    TemporaryAccessRevoke = "temporary_access_revoke", RecoveryPath;
    RecoveryCodeIssue = "recovery_code_issue", RecoveryPath;
    RecoveryCodeRevoke = "recovery_code_revoke", RecoveryPath;
    RecoveryLinkIssue = "recovery_link_issue", RecoveryPath;
    RecoveryPathEdit = "recovery_path_edit", RecoveryPath;
    ProfileEditAssurance = "profile_edit_assurance", Assurance;
    IdentifierChange = "identifier_change", Assurance;
    PolicyRelax = "policy_relax", Assurance;
    PolicyChange = "policy_change", Assurance;
    FederationChange = "federation_change", Assurance;
    FederatedTrustChange = "federated_trust_change", Assurance;
    NhiConfigChange = "nhi_config_change", Assurance;
    RoleGrant = "role_grant", Privilege;
    RoleRevoke = "role_revoke", Privilege;
    RoleDefinitionChange = "role_definition_change", Privilege;
    GroupGrant = "group_grant", Privilege;
    GroupRevoke = "group_revoke", Privilege;
    AppGrant = "app_grant", Privilege;
    AppRevoke = "app_revoke", Privilege;
    DelegationGrant = "delegation_grant", Privilege;
    DelegationRevoke = "delegation_revoke", Privilege;
    ImpersonationGrant = "impersonation_grant", Privilege;
    ImpersonationUse = "impersonation_use", Privilege;
    ImpersonationRevoke = "impersonation_revoke", Privilege;
    OwnerChange = "owner_change", Privilege;
    ConsentGrant = "consent_grant", Privilege;
    ConsentRevoke = "consent_revoke", Privilege;
    SessionRevoke = "session_revoke", Session;
    TokenIssue = "token_issue", Token;
    TokenUpdate = "token_update", Token;
    TokenRevoke = "token_revoke", Token;
    KeyCreate = "key_create", Credential;
    KeyUpdate = "key_update", Credential;
    KeyRevoke = "key_revoke", Credential;
    SecretCreate = "secret_create", Credential;
    SecretRotate = "secret_rotate", Credential;
    SecretRevoke = "secret_revoke", Credential;
    SecretView = "secret_view", Credential;
    AccountCreate = "account_create", Lifecycle;
    AccountReactivate = "account_reactivate", Lifecycle;
    AccountUnlock = "account_unlock", Lifecycle;
    AccountLock = "account_lock", Lifecycle;
    AccountDisable = "account_disable", Lifecycle;
    AccountDelete = "account_delete", Lifecycle;
    NhiCreate = "nhi_create", Lifecycle;
}
