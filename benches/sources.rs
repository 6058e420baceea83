//! How fast each source is read, against parsing the same lines with a generic JSON parser in the
//! same run, on as many threads.
//!
//! `cargo bench --bench sources` takes invented records of several products;
//! `cargo bench --bench sources -- FILE...` takes NDJSON files of one's own. Of three rounds the
//! median counts; a ratio below 1 means that the source is read faster than it could be parsed.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::mapping::taxonomy::Taxonomy;
use deskproof::source::{self, ReadSettings, ZoneSetting};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 3;
const BYTES: usize = 100_000_000;

/// A sign-in or read as each product writes it (`~` becomes a number), of which a log is full.
const RECORDS: [(&str, &str); 5] = [
    (
        "entra",
        r#"{"id":"Directory_~_1","category":"GroupManagement","correlationId":"c~","result":"success","resultReason":"","activityDisplayName":"Get tenant details","activityDateTime":"2026-03-02T09:00:00.1234567Z","loggedByService":"Core Directory","operationType":"Read","initiatedBy":{"app":null,"user":{"id":"u~","displayName":null,"userPrincipalName":"ann@corp.example","ipAddress":"192.0.2.1"}},"targetResources":[{"id":"t~","displayName":null,"type":"User","userPrincipalName":"bob@corp.example","groupType":null,"modifiedProperties":[{"displayName":"Included","oldValue":null,"newValue":"\"x\""}]}],"additionalDetails":[{"key":"User-Agent","value":"Mozilla/5.0"}]}"#,
    ),
    (
        "m365",
        r#"{"CreationTime":"2026-03-02T09:00:00","Id":"~","Operation":"UserLoggedIn","OrganizationId":"org","RecordType":15,"ResultStatus":"Success","UserKey":"k~","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"192.0.2.1","ObjectId":"o~","UserId":"ann@corp.example","AzureActiveDirectoryEventType":1,"ExtendedProperties":[{"Name":"UserAgent","Value":"Mozilla/5.0"}],"ModifiedProperties":[],"Actor":[{"ID":"u~","Type":0},{"ID":"ann@corp.example","Type":5}],"Target":[{"ID":"t~","Type":0}],"ApplicationId":"a~"}"#,
    ),
    (
        "cloudtrail",
        r#"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA~","arn":"arn:aws:iam::111122223333:user/ann","accountId":"111122223333","accessKeyId":"AKIA~","userName":"ann"},"eventTime":"2026-03-02T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.1","userAgent":"aws-cli/2","requestParameters":{"bucketName":"b","key":"k/~"},"responseElements":null,"requestID":"r~","eventID":"e~","readOnly":true,"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"Data"}"#,
    ),
    (
        "windows",
        r##"{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"{54849625-5478-4994-A5BA-3E3B0328C30D}"}},"EventID":4624,"Version":2,"Level":0,"Task":12544,"Opcode":0,"Keywords":"0x8020000000000000","TimeCreated":{"#attributes":{"SystemTime":"2026-03-02T09:00:00.123456Z"}},"EventRecordID":~,"Channel":"Security","Computer":"dc1.corp.example"},"EventData":{"SubjectUserSid":"S-1-5-18","SubjectUserName":"DC1$","TargetUserSid":"S-1-5-21-1-2-3-1104","TargetUserName":"ann","TargetDomainName":"CORP","LogonType":3,"IpAddress":"192.0.2.1","IpPort":"50000"}}}"##,
    ),
    (
        "keycloak",
        r#"{"id":"e~","time":1772442000123,"type":"LOGIN","realmId":"corp","clientId":"portal","userId":"u~","sessionId":"s~","ipAddress":"192.0.2.1","details":{"auth_method":"openid-connect","redirect_uri":"https://portal.example","consent":"no_consent_required","code_id":"c~","username":"ann"}}"#,
    ),
];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let given: Vec<PathBuf> =
        std::env::args().skip(1).filter(|text| !text.starts_with('-')).map(PathBuf::from).collect();
    let files = if given.is_empty() { invented(folder.path()) } else { given };
    println!("{:<28} {:>8} {:>10} {:>10} {:>8}", "file", "MB", "read MB/s", "parse MB/s", "ratio");
    for file in files {
        let megabytes = megabytes(std::fs::metadata(&file).unwrap().len());
        let (mut read, mut parsed) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            read.push(timed(|| as_source(&file)));
            parsed.push(timed(|| as_json(&file)));
        }
        let (read, parsed) = (median(read), median(parsed));
        println!(
            "{:<28} {megabytes:>8.0} {:>10.0} {:>10.0} {:>8.2}",
            file.file_name().unwrap_or_default().to_string_lossy(),
            megabytes / read,
            megabytes / parsed,
            read / parsed,
        );
    }
}

/// Logs of the invented records.
fn invented(folder: &Path) -> Vec<PathBuf> {
    let write = |(name, record): &(&str, &str)| {
        let path = folder.join(format!("{name}.ndjson"));
        let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
        for number in 0..BYTES / record.len() {
            writeln!(file, "{}", record.replace('~', &(1_000_000 + number).to_string())).unwrap();
        }
        path
    };
    RECORDS.iter().map(write).collect()
}

/// Reads a file as the program does.
fn as_source(file: &Path) {
    let mappings = Mappings::embedded();
    let taxonomy = Taxonomy::load(&mappings).unwrap();
    let zones: [ZoneSetting; 1] = ["UTC".parse().unwrap()];
    let settings = ReadSettings { zones: &zones, ..ReadSettings::default() };
    let reading = source::read(&[file.to_owned()], &mappings, &taxonomy, &settings).unwrap();
    assert!(reading.files[0].used > 0, "{}", reading.files[0].note);
}

/// Parses every line of a file into a generic value.
fn as_json(file: &Path) {
    let text = std::fs::read(file).unwrap();
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let whole =
        lines.par_iter().filter(|line| serde_json::from_slice::<serde_json::Value>(line).is_ok()).count();
    assert!(whole > 0);
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
