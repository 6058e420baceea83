//! Records of every source that has a `scan` table, as its product writes them. All are invented.

use serde_json::Value;

/// How records of a source look, and what is looked for in them.
pub(super) struct Sample {
    pub(super) source: &'static str,
    /// `~` stands for a number, `%` for a minute and `TYPE` for what took place.
    template: &'static str,
    /// A change, two signals and a type that nobody knows.
    types: [&'static str; 4],
    /// The members that a look may ask for.
    pub(super) looked: &'static [&'static str],
}

impl Sample {
    /// So many records, an hour's worth at most; every fourth of one type.
    pub(super) fn records(&self, count: usize) -> Vec<Value> {
        let record = |number: usize| {
            let text = self.template.replace("TYPE", self.types[number % 4]);
            let text = text.replace('~', &(700 + number).to_string());
            serde_json::from_str(&text.replace('%', &(10 + number % 50).to_string())).unwrap()
        };
        (0..count).map(record).collect()
    }
}

pub(super) const SAMPLES: [Sample; 10] = [
    Sample {
        source: "okta.system_log",
        template: r#"{"actor":{"id":"00ua~","type":"User","alternateId":"Desk~@corp.example","displayName":"Desk ~"},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (X11; \"Linux\")"},"ipAddress":"192.0.2.1"},"displayMessage":"What took place","eventType":"TYPE","outcome":{"result":"SUCCESS","reason":"INC~"},"published":"2026-03-02T09:%:07.123Z","severity":"INFO","uuid":"u-~","target":[{"id":"0oa~","type":"AppInstance","alternateId":"console","displayName":"Console"},{"id":"00u~","type":"User","alternateId":"p~@corp.example","displayName":"Pérez ~"}]}"#,
        types: [
            "user.mfa.factor.reset_all",
            "user.session.start",
            "user.authentication.sso",
            "corp.new.type",
        ],
        looked: &["eventType", "published", "uuid", "alternateId"],
    },
    Sample {
        source: "entra.directory_audit",
        template: r#"{"id":"Directory_~_1","category":"UserManagement","correlationId":"c~","result":"success","resultReason":"","activityDisplayName":"TYPE","activityDateTime":"2026-03-02T09:%:07.1234567Z","loggedByService":"Core Directory","operationType":"Update","initiatedBy":{"app":null,"user":{"id":"ena~","displayName":null,"userPrincipalName":"Desk~@corp.example","ipAddress":"192.0.2.1"}},"targetResources":[{"id":"ent~","displayName":"Pérez ~","type":"User","userPrincipalName":"p~@corp.example","groupType":null,"modifiedProperties":[{"displayName":"Included","oldValue":null,"newValue":"\"x\""}]}],"additionalDetails":[{"key":"User-Agent","value":"Mozilla/5.0"}]}"#,
        types: [
            "Reset user password",
            "Self-service password reset flow activity progress",
            "User started security info registration",
            "Get tenant details of a new kind",
        ],
        looked: &["activityDisplayName", "activityDateTime", "id", "userPrincipalName", "servicePrincipalId"],
    },
    Sample {
        source: "m365.unified_audit",
        template: r#"{"CreationTime":"2026-03-02T09:%:07","Id":"m-~","Operation":"TYPE","OrganizationId":"org","RecordType":15,"ResultStatus":"Success","UserKey":"k~","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"192.0.2.1","ObjectId":"p~@corp.example","UserId":"Desk~@corp.example","AzureActiveDirectoryEventType":1,"ExtendedProperties":[{"Name":"UserAgent","Value":"Mozilla/5.0"}],"ModifiedProperties":[],"Actor":[{"ID":"User_msa~","Type":2},{"ID":"Desk~@corp.example","Type":5}],"Target":[{"ID":"User_mst~","Type":2},{"ID":"p~@corp.example","Type":5}]}"#,
        types: [
            "Reset user password.",
            "User started password reset",
            "UserLoggedIn",
            "An operation of a new kind",
        ],
        looked: &["Operation", "CreationTime", "Id", "UserId", "UserKey", "ObjectId", "ID"],
    },
    Sample {
        source: "aws.cloudtrail",
        template: r#"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA~","arn":"arn:aws:iam::111122223333:user/desk~","accountId":"111122223333","accessKeyId":"AKIA~","userName":"desk~"},"eventTime":"2026-03-02T09:%:07Z","eventSource":"iam.amazonaws.com","eventName":"TYPE","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.1","userAgent":"aws-cli/2","requestParameters":{"userName":"p~"},"responseElements":null,"requestID":"r~","eventID":"e~","readOnly":true,"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"Data"}"#,
        types: ["UpdateLoginProfile", "ConsoleLogin", "StartVirtualMfaDeviceRegistration", "GetNewThing"],
        looked: &["eventName", "eventTime", "eventID", "userName", "principalId", "accessKeyId", "arn"],
    },
    Sample {
        source: "github.audit",
        template: r#"{"@timestamp":1772442%7123,"_document_id":"d~","action":"TYPE","actor":"desk~","actor_id":9~,"actor_ip":"192.0.2.1","actor_location":{"country_code":"DE"},"business":"corp","created_at":1772442%7123,"operation_type":"modify","org":"corp","user":"p~","user_id":8~,"user_agent":"Mozilla/5.0"}"#,
        types: [
            "two_factor_authentication.disabled",
            "user.login",
            "user.two_factor_requested",
            "corp.new_type",
        ],
        looked: &["action", "@timestamp", "_document_id", "actor", "user", "actor_id", "user_id"],
    },
    Sample {
        source: "jumpcloud.directory_insights",
        template: r#"{"id":"j~","event_type":"TYPE","service":"directory","organization":"org","timestamp":"2026-03-02T09:%:07.123Z","@version":"1","client_ip":"192.0.2.1","success":true,"useragent":{"name":"Firefox"},"initiated_by":{"id":"jca~","type":"admin","email":"Desk~@corp.example"},"resource":{"id":"jct~","type":"user","username":"p~","displayname":"Pérez ~"},"changes":[{"field":"x","from":"1","to":"2"}]}"#,
        types: ["user_password_change", "user_login_attempt", "group_create", "corp_new_type"],
        looked: &["event_type", "timestamp", "id", "username", "email"],
    },
    Sample {
        source: "keycloak.user_event",
        template: r#"{"id":"e~","time":1772442%7123,"type":"TYPE","realmId":"corp","clientId":"portal","userId":"u~","sessionId":"s~","ipAddress":"192.0.2.1","details":{"auth_method":"openid-connect","redirect_uri":"https://portal.example","code_id":"c~","username":"p~","credential_type":"otp"}}"#,
        types: ["UPDATE_CREDENTIAL", "LOGIN", "EXECUTE_ACTION_TOKEN", "CORP_NEW_TYPE"],
        looked: &["type", "time", "id", "userId", "username"],
    },
    Sample {
        source: "pingone.audit",
        template: r#"{"id":"i~","recordedAt":"2026-03-02T09:%:07.123Z","createdAt":"2026-03-02T09:%:07.456Z","correlationId":"c~","actors":{"client":{"id":"cl~","name":"Console"},"user":{"id":"poa~","name":"Desk~","type":"USER"}},"action":{"type":"TYPE","description":"What took place"},"resources":[{"type":"USER","id":"pot~","name":"p~","environment":{"id":"env"}}],"result":{"status":"SUCCESS","description":"Done"}}"#,
        types: ["PASSWORD.RESET", "PASSWORD.CHECK_SUCCEEDED", "USER.ACCESS_ALLOWED", "CORP.NEW_TYPE"],
        looked: &["type", "recordedAt", "id", "name", "action"],
    },
    Sample {
        source: "auth0.log",
        template: r#"{"log_id":"l~","data":{"date":"2026-03-02T09:%:07.123Z","type":"TYPE","description":"What took place","client_id":"cl~","client_name":"Portal","connection_id":"con","strategy":"auth0","hostname":"corp.auth0.example","ip":"192.0.2.1","user_agent":"Mozilla/5.0","user_id":"auth0|~","user_name":"p~@corp.example","log_id":"l~"}}"#,
        types: ["scp", "mgmt_api_read", "gd_start_enroll", "corp_new_type"],
        looked: &["data", "type", "date", "log_id", "user_id", "user_name", "client_id"],
    },
    Sample {
        source: "windows.evtx",
        template: r##"{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"{54849625-5478-4994-A5BA-3E3B0328C30D}"}},"EventID":TYPE,"Version":2,"Level":0,"Task":12544,"Opcode":0,"Keywords":"0x8020000000000000","TimeCreated":{"#attributes":{"SystemTime":"2026-03-02T09:%:07.123456Z"}},"EventRecordID":~,"Channel":"Security","Computer":"dc1.corp.example"},"EventData":{"SubjectUserSid":"S-1-5-21-1-2-3-9~","SubjectUserName":"desk~","TargetUserSid":"S-1-5-21-1-2-3-~","TargetUserName":"p~","TargetDomainName":"CORP","LogonType":3,"IpAddress":"192.0.2.1","IpPort":"50000"}}}"##,
        types: ["4724", "4624", "4625", "6999"],
        looked: &[
            "EventID",
            "SystemTime",
            "EventRecordID",
            "Computer",
            "Channel",
            "SubjectUserName",
            "TargetUserName",
            "TargetUserSid",
        ],
    },
];
