//! What help desks write.

use super::*;

#[test]
fn a_blank_counter_is_unknown_and_not_nought() {
    let table = "number,opened_at,sys_updated_on,state,caller_id,short_description,reopen_count,reassignment_count\n\
        INC1,2026-03-01 10:00:00,2026-03-02 10:00:00,7,Ada,x,,\n\
        INC2,2026-03-01 10:00:00,2026-03-02 10:00:00,7,Ada,y,0,2\n";
    let reading = read(&[("list.csv", table)], &[]);
    let counters: Vec<_> =
        reading.tickets.iter().map(|ticket| (ticket.reopen_count, ticket.reassignment_count)).collect();
    assert_eq!(counters, [(None, None), (Some(0), Some(2))]);
}

#[test]
fn closing_is_a_timer_and_never_stands_in_for_the_solution() {
    let table = "number,opened_at,closed_at,resolved_at,sys_updated_on,state,caller_id,short_description\n\
        INC1,2026-03-01 10:00:00,2026-03-06 10:00:00,,2026-03-06 10:00:00,7,Ada,x\n\
        INC2,2026-03-01 10:00:00,2026-03-06 10:00:00,2026-03-01 11:00:00,2026-03-06 10:00:00,7,Ada,x\n";
    let reading = read(&[("list.csv", table)], &[]);
    let [unsolved, solved] = &reading.tickets[..] else { panic!("{:?}", reading.tickets) };
    assert_eq!((at(unsolved.resolved_at), unsolved.resolved_at_recorded), ("none".to_owned(), false));
    assert_eq!(at(unsolved.closed_at), "2026-03-06T10:00:00+00:00");
    assert_eq!(
        (at(solved.resolved_at), solved.resolved_at_recorded),
        ("2026-03-01T11:00:00+00:00".to_owned(), true)
    );
    let glpi = json!([{
        "id": 7, "entities_id": 0, "name": "Forgot my password", "date": "2026-03-01 10:00:00", "date_mod": "2026-03-06 10:00:00",
        "closedate": "2026-03-06 10:00:00", "solvedate": null, "status": 6, "users_id_recipient": 2, "requesttypes_id": 3,
    }]);
    let closed = ticket(&[("glpi.json", &glpi.to_string())]);
    assert_eq!((at(closed.resolved_at), closed.state), ("none".to_owned(), TicketState::Closed));
}

#[test]
fn the_beginning_of_the_epoch_is_no_time_and_nobody_is_nobody_in_request_tracker() {
    let record = json!({
        "_url": "https://rt.example/REST/2.0/ticket/7", "id": 7, "type": "ticket", "Subject": "Forgot my password", "Status": "open",
        "Queue": { "id": "1", "Name": "Identity" }, "Owner": { "id": "Nobody", "type": "user" }, "Creator": { "id": "dana", "type": "user" },
        "Requestor": [{ "id": "ute", "type": "user" }], "Created": "2026-03-03T09:00:00Z", "LastUpdated": "2026-03-03T09:30:00Z",
        "Resolved": "1970-01-01T00:00:00Z", "Started": "1970-01-01T00:00:00Z",
    });
    let ticket = ticket(&[("rt.json", &record.to_string())]);
    assert_eq!((at(ticket.resolved_at), ticket.resolved_at_recorded), ("none".to_owned(), false));
    assert!(ticket.agent.is_empty(), "{:?}", ticket.agent);
    assert_eq!((text(&ticket.requester), text(&ticket.opened_by)), ("ute", "dana"));
}

fn zendesk(status: &str) -> Value {
    json!({
        "id": 7, "url": "https://corp.zendesk.example/api/v2/tickets/7.json", "status": status, "subject": "Forgot my password",
        "description": "x", "requester_id": 101, "submitter_id": 101, "assignee_id": 202, "group_id": 3, "brand_id": 1,
        "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-07T10:00:00Z", "via": { "channel": "web" },
    })
}

#[test]
fn when_a_zendesk_ticket_was_solved_stands_in_its_metrics_or_else_in_its_audits() {
    let tickets = json!({ "tickets": [zendesk("closed")], "count": 1 }).to_string();
    assert_eq!(at(ticket(&[("tickets.json", &tickets)]).resolved_at), "none");
    let metrics = json!({ "ticket_metrics": [{
        "id": 1, "ticket_id": 7, "solved_at": "2026-03-03T09:40:00Z", "reopens": 1, "replies": 2, "group_stations": 1, "assignee_stations": 1,
        "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-07T10:00:00Z",
    }] });
    let measured = ticket(&[("tickets.json", &tickets), ("metrics.json", &metrics.to_string())]);
    assert_eq!(at(measured.resolved_at), "2026-03-03T09:40:00+00:00");
    assert_eq!((measured.reopen_count, measured.reassignment_count), (Some(1), Some(0)));
    let audit = |id: u32, time: &str, old: &str, new: &str| {
        json!({
            "id": id, "ticket_id": 7, "created_at": time, "author_id": 202,
            "events": [{ "id": id * 10, "type": "Change", "field_name": "status", "previous_value": old, "value": new }],
        })
    };
    let audits = json!({ "audits": [
        audit(1, "2026-03-03T09:30:00Z", "open", "solved"),
        audit(2, "2026-03-07T10:00:00Z", "solved", "closed"),
    ] });
    let audited = ticket(&[("tickets.json", &tickets), ("audits.json", &audits.to_string())]);
    assert_eq!(
        (at(audited.resolved_at), audited.resolved_at_recorded),
        ("2026-03-03T09:30:00+00:00".to_owned(), false)
    );
}

#[test]
fn deleted_zendesk_tickets_are_cancelled() {
    let tickets = json!({ "tickets": [zendesk("deleted")], "count": 1 }).to_string();
    assert_eq!(ticket(&[("tickets.json", &tickets)]).state, TicketState::Cancelled);
}

#[test]
fn each_of_several_columns_called_comment_is_a_line_of_a_jira_ticket() {
    let table = "Issue key,Issue id,Summary,Status,Created,Updated,Reporter,Assignee,Comment,Comment,Comment\n\
        SD-1,1001,Forgot my password,Done,2026-03-03 09:00,2026-03-03 10:00,ute,dana,\
        2026-03-03 09:05;dana;Called back; number on file,2026-03-03 09:10;ute;Thank you,\n";
    let ticket = ticket(&[("jira.csv", table)]);
    let lines: Vec<(String, &str, &str)> =
        ticket.journal.iter().map(|line| (at(line.at), text(&line.author), line.text.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("2026-03-03T09:05:00+00:00".to_owned(), "dana", "Called back; number on file"),
            ("2026-03-03T09:10:00+00:00".to_owned(), "ute", "Thank you"),
        ]
    );
    assert!(ticket.has_journal);
}

#[test]
fn the_recipient_of_a_glpi_ticket_is_who_wrote_it_and_not_who_asked() {
    let record = json!([{
        "id": 7, "entities_id": 0, "name": "Forgot my password", "content": "x", "date": "2026-03-01 10:00:00",
        "date_mod": "2026-03-01 11:00:00", "status": 2, "users_id_recipient": 2, "requesttypes_id": 3, "itilcategories_id": 0,
    }])
    .to_string();
    let alone = ticket(&[("ticket.json", &record)]);
    assert_eq!(alone.opened_by.id.as_deref(), Some("2"));
    assert!(alone.requester.is_empty(), "{:?}", alone.requester);
    let actors = json!([{ "id": 1, "tickets_id": 7, "users_id": 5, "type": 1, "use_notification": 1, "alternative_email": "" }]).to_string();
    let whole = ticket(&[("ticket.json", &record), ("actors.json", &actors)]);
    assert_eq!((whole.requester.id.as_deref(), whole.opened_by.id.as_deref()), (Some("5"), Some("2")));
}

#[test]
fn one_ticket_of_request_tracker_in_local_and_in_universal_time_is_one_ticket() {
    let rest = json!({
        "_url": "https://rt.example/REST/2.0/ticket/7", "id": 7, "type": "ticket", "Subject": "Forgot my password", "Status": "resolved",
        "Queue": { "id": "1", "Name": "Identity" }, "Owner": { "id": "dana", "type": "user" }, "Creator": { "id": "dana", "type": "user" },
        "Requestor": [{ "id": "ute", "type": "user" }], "Created": "2026-03-03T09:00:00Z", "LastUpdated": "2026-03-03T09:40:00Z",
        "Resolved": "2026-03-03T09:40:00Z",
    })
    .to_string();
    let table = "id\tSubject\tStatus\tQueueName\tOwnerName\tRequestors\tCreated\tLastUpdated\tResolved\n\
        7\tForgot my password\tresolved\tIdentity\tdana (Dana Desk)\tute\tTue Mar 03 10:00:00 2026\tTue Mar 03 10:40:00 2026\tTue Mar 03 10:40:00 2026\n\
        8\tNot yet\tnew\tIdentity\tNobody in particular\tute\tTue Mar 03 11:00:00 2026\tNot set\tNot set\n";
    let reading = read(&[("rest.json", &rest), ("results.tsv", table)], &["Europe/Berlin"]);
    let [both, open] = &reading.tickets[..] else { panic!("{:?}", reading.tickets) };
    assert_eq!(at(both.opened_at), "2026-03-03T09:00:00+00:00");
    assert_eq!(at(both.resolved_at), "2026-03-03T09:40:00+00:00");
    assert_eq!(
        (at(open.opened_at), at(open.resolved_at)),
        ("2026-03-03T10:00:00+00:00".to_owned(), "none".to_owned())
    );
    assert!(open.agent.is_empty(), "{:?}", open.agent);
    let fault = try_read(&[("results.tsv", table)], &[]).unwrap_err().to_string();
    assert!(fault.contains("--tz request_tracker.search=ZONE"), "{fault}");
}

#[test]
fn of_a_zendesk_ticket_that_pages_repeat_the_newest_counts() {
    let page = |status: &str, stamp: i64| {
        let mut ticket = zendesk(status);
        ticket["generated_timestamp"] = json!(stamp);
        json!({ "tickets": [ticket], "count": 1, "end_of_stream": false, "end_time": stamp }).to_string()
    };
    let (old, new) = (page("open", 1_772_529_614), page("solved", 1_772_533_214));
    for (first, second) in [(&old, &new), (&new, &old)] {
        assert_eq!(ticket(&[("1.json", first), ("2.json", second)]).state, TicketState::Resolved);
    }
}

#[test]
fn the_loser_of_a_merge_in_zendesk_is_cancelled() {
    let mut loser = zendesk("closed");
    loser["tags"] = json!(["vip", "closed_by_merge"]);
    let tickets = json!({ "tickets": [loser], "count": 1 }).to_string();
    assert_eq!(ticket(&[("tickets.json", &tickets)]).state, TicketState::Cancelled);
}

#[test]
fn an_approval_that_jira_prints_as_an_object_of_its_own_is_never_read_as_approved() {
    let issue = json!({
        "id": "1001", "key": "SD-1", "self": "https://jira.example/rest/api/2/issue/1001",
        "fields": {
            "summary": "New token", "status": { "name": "Done", "statusCategory": { "key": "done" } },
            "created": "2026-03-03T10:00:00.000+0100", "updated": "2026-03-03T10:40:00.000+0100", "resolutiondate": null,
            "reporter": { "name": "ute", "displayName": "Ute" }, "creator": { "name": "dana" }, "assignee": { "name": "dana" },
            "customfield_10100": ["com.atlassian.servicedesk.plugins.approvals.internal.customfield.ApprovalsCFValue@1"],
        },
    });
    let ticket = ticket(&[("issue.json", &issue.to_string())]);
    assert!(
        ticket.approvals.iter().all(|approval| approval.state.as_str() == "other"),
        "{:?}",
        ticket.approvals
    );
    assert_eq!((text(&ticket.requester), text(&ticket.opened_by)), ("ute", "dana"));
    assert_eq!(
        (at(ticket.opened_at), at(ticket.resolved_at)),
        ("2026-03-03T09:00:00+00:00".to_owned(), "none".to_owned())
    );
}

#[test]
fn freshservice_is_solved_when_its_stats_say_so_and_not_when_it_closes() {
    let ticket_with = |stats: Value| {
        let record = json!({ "tickets": [{
            "id": 7, "requester_id": 101, "responder_id": 202, "group_id": 3, "status": 5, "source": 3, "subject": "Forgot my password", "priority": 1,
            "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-05T10:00:00Z", "due_by": "2026-03-06T10:00:00Z", "fr_due_by": "2026-03-04T10:00:00Z",
            "workspace_id": 2, "stats": stats,
        }] });
        ticket(&[("tickets.json", &record.to_string())])
    };
    let closed = ticket_with(json!({ "closed_at": "2026-03-05T10:00:00Z", "resolved_at": null }));
    assert_eq!(
        (at(closed.resolved_at), at(closed.closed_at)),
        ("none".to_owned(), "2026-03-05T10:00:00+00:00".to_owned())
    );
    assert_eq!(closed.channel.as_deref(), Some("phone"));
    let solved =
        ticket_with(json!({ "closed_at": "2026-03-05T10:00:00Z", "resolved_at": "2026-03-03T09:40:00Z" }));
    assert_eq!(
        (at(solved.resolved_at), solved.resolved_at_recorded),
        ("2026-03-03T09:40:00+00:00".to_owned(), true)
    );
}
