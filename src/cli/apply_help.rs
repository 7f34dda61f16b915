//! What `bridgewatch apply --help` says about every command.

/// The text after the options.
pub const TEXT: &str = "\
COMMANDS
  One JSON object a line. All of the file is applied, or nothing of it: the first line that does not
  read or that a rule refuses is named with the reason. Empty lines are passed over.

  Fields of every command:
    do    the command
    key   the caller's own name for the incident, kept for later lines and files; a reference
          (MI-0001) or a ticket number does as well
    at    when it happened, RFC 3339 with an offset; now if left out
    as    who says so; the desk's manager if left out

  Opening and describing
    open_incident     title; priority: critical, high, medium, low (left open if left out);
                      kind: regular, major (regular); environment: production, non-production
                      (production); ticket; policy (the desk's default)
    amend_incident    title, ticket, environment: what is left out stays
    assign_priority   priority; why
    promote           why                      regular to major
    demote            why (needed)             major to regular

  Working on it
    refer             to                       to a resolver
    acknowledge       by                       the resolver acknowledges
    log_resolver_update  text
    send_update       audience (customers), text; subject, to (list of addresses, such as
                      \"Sample One <one@example.org>\"), channel, impact, doing, next_update_by,
                      unchecked (why it went out although a check asked for more)
                      the first to customers is the initial notification, one after restore the
                      restored notification, one after a significant change the updated one
    contact_on_call   whom
    escalate          to, text                 such as \"Incident Manager\", \"Senior Leadership\"
    confirm_ownership by
    notify_hotline    outcome: reached, voicemail, no answer, busy, refused (only reached
                      satisfies the deadline); spoke_with, reference, text, number, call_back_by
    mark_checklist    item (id in the policy), state: open, done, not applicable; why (needed for
                      not applicable)
    take_command      by                       the actor if left out
    hand_over_command to
    keep_command      text                     stay in command
    reach_milestone   milestone, text          such as post-mortem-scheduled, post-mortem-held,
                      problem-statement-agreed, or one of the policy's own
    note              text; significant: true if customers have to be told

  What is known of it
    name_services     services (list of all names; those of the directory are recognised)
    fill_intake       form (the one that fits the incident), answers: {\"field\":\"text\"}; an empty
                      text clears one

  People (a name of the directory is recognised; any other does as well)
    add_person        whom, role: SME, resolver, on-call, customer contact, escalation contact,
                      business partner, other (SME); why
    attempt_contact   whom, role, via (number or channel), outcome: as for notify_hotline, text,
                      call_back_by
                      an attempt to reach the on-call starts their clock, however it ended
    join_bridge       whom
    leave_bridge      whom
    stand_down        whom, why

  Requests for information (request is its number on the incident, or the id of its entry)
    ask_information   from, what, due, answerer
    assign_request    request, to, due, why
    answer_request    request, text, by
    withdraw_request  request, why

  Actions (action is its number on the incident, or the id of its entry)
    delegate_action   to, what, due; follow_up: true if it comes out of the post-mortem: it lives on
                      after the incident is closed
    accept_action     action, text
    complete_action   action, text
    redelegate_action action, to, due, why
    drop_action       action, why
                      an action, a request and a call back with a due time are clocks too, with the
                      ids action:ENTRY, request:ENTRY, call-back:ENTRY

  The post-mortem (also on an incident that is closed)
    schedule_review   starts_at, minutes, zone (IANA; the desk's); why (needed when it is moved)
    call_off_review   why (needed)
    set_review_place  place                    room or bridge; an empty text clears it
    give_review_role  role: facilitator, scribe; to (nobody if left out)
    invite_to_review  whom, part: crisis_team, problem_manager, service_problem_manager, other (as it
                      is proposed)
    uninvite_from_review  whom, why
    answer_review     whom, answer: accepted, tentative, declined; text
    set_review_agenda items: list of {title, minutes}; the policy's, fitted to the meeting, if left out
    log_invitation_sent  to (list of addresses; those of who is invited), cancels: true if it says
                      that the meeting is called off
    log_pre_read_sent to
    hold_review       attended (list of names), text
    log_review_point  section: went_well, was_hard, minutes; text
    write_statement   deviated, place, since, extent, affected, is_not: a new version of the problem
                      statement; what is left out stays, an empty text clears
    agree_statement   by (list of names), version (its number or the id of its entry; the newest)

  Billing (also on an incident that is closed; what is left out stays, an empty text clears)
    bill_as           category (id in the policy, such as security), account: the policy's, such as
                      blackberry, rsa-token, directory-service, domain, or other; owner (agency of
                      the account), no_agency: true for an account without a billable agency,
                      single_application: true or false, user_agency, application, device_owner,
                      not_billed (why it is not billed at all)
                      what is not said follows from ticket, services and people where it can
    set_rate          (no key) category, year, amount (a text such as \"12.50\"), currency (that of
                      the last rate), note: the flat rate of a category for one incident or call

  Clocks and alarms (clock is its id in the policy, see `bridgewatch policy show NAME`)
    pause_clock       clock, why               only clocks that the policy lets be paused
    resume_clock      clock
    snooze            clock, until             quiet until then; the deadline stays
    acknowledge_alarm clock                    no more reminders
    not_needed        clock, why

  Its life
    restore           text
    reopen            why (needed)
    close             why (needed while something is owed)
    cancel            why (needed)             opened in error
    mark_duplicate    of, why

  Putting right (each is an entry itself; what it is about stays readable)
    undo                                       the actor's own last entry
    retract_entry     entry (id of `log --json`), why
    correct_entry     entry, to_at, text, why

  The directory (no key; what is left out stays, an empty text clears)
    record_person     name, rename_to, role, phones (list), email, note, time_zone (IANA),
                      learned_on (YYYY-MM-DD): when they completed the manager learning
    record_team       name, rename_to, email, phone, audience, note, contacts: a list of lists, in
                      each the escalation contact first and then the alternates
    record_agency     as record_team
    record_service    name, rename_to, owner, resolver (team), partner (Second Level Business
                      Partner), department, agencies, servers, lists (each a list of names),
                      billed_to (the agency that owns it as an application), note
    record_list       a distribution list: name, rename_to, address (needed at first), reaches (whom, in
                      words), audience, note
    record_server     name, rename_to, hosts, place, owner (team), note
                      Each of them takes `id` too: the same record under another name
    retire_record     kind: person, team, agency, service, list, server; name (or id), why; what still
                      points at it is said (`bridgewatch directory --uses NAME` says it before)
    merge_records     kind, kept, gone (each a name or an id): the double means the kept one from now
                      on, which takes the numbers and addresses that it lacked
    part_records      entry (id of `log --json`), why (needed): takes a merge back

  The watch (no key; change and leave are numbers of `rota changes`, or the ids of their entries)
    adopt_rule        rule: the text of a file for `rota preview`; track, takes_effect: at_once,
                      after_shift, after_round; from, why
    end_rule          track, takes_effect, from, why
    override_watch    person, from, until, seat (primary), why
    cover_watch       absent, by, from, until, seat, why, agreed: how both agreed, where that is
                      recorded on their behalf; else each says it with accept_change
    swap_watch        one and other: {person, seat, from, until}; why, agreed
    accept_change     change, of, why (needed where another says it for them)
    decline_change    change, of, why
    withdraw_change   change, why              before it is agreed
    undo_change       change, why              from now on
    record_leave      person, from and until or first_day and last_day (YYYY-MM-DD), note
    withdraw_leave    leave, why
    note_watch        text                     for whoever has the watch next

  The handoff (no key; handoff is the id of its entry, the one that is offered if left out)
    offer_handoff     to (primary next), words, accept_by (30 minutes)
    accept_handoff_item  item: the incident's number in the brief
    accept_handoff    once each major incident is accepted; command of what the other one had
                      goes over with it
    decline_handoff   why (needed)
    withdraw_handoff  why

  Reviews of service delivery (no key; review and action are the numbers of `bridgewatch reviews`, or
  the ids of their entries; department does as well as review where one is planned with it)
    set_review_cycle  department; coordinator, per_year (2 to 4), first (YYYY-MM-DD): needed at first;
                      liaison, attendees (list), time (10:00), minutes, place: what is left out stays
    plan_service_review  department, starts_at (the next date of its cycle), minutes, place, why
    move_service_review  review, starts_at, minutes, place, why (needed)
    call_off_service_review  review, why (needed)
    set_service_review_agenda  review, items: list of {title, minutes}; the policy's, fitted to the
                      review, if left out
    log_service_review_invitation  review, to (list of addresses; those of who belongs to it), cancels:
                      true if it says that the review is called off
    hold_service_review  review, attended (list of names), text: the minutes
    note_service_review  department or review, section: delivery, trends, needs, minutes; text
    give_service_review_action  department or review, what, owner, due
    finish_service_review_action  action, text
    drop_service_review_action  action, why (needed)
    log_effort        department, minutes, on (YYYY-MM-DD; today), by (the actor), what
    take_back_service_entry  entry (id of `log --json`), why (needed): effort, a note, an action or its
                      end, that a review was held

  Figures that other systems measure (no key; measure is the id of a [[target]] in the policy)
    enter_figure      measure, first_day, last_day (YYYY-MM-DD), value (a number, such as 34.5), source
                      a newer one of the same measure and days corrects it
    take_back_figure  entry (id of `log --json`), why (needed)

  The desk (no key)
    set_notifications_page  folder (none ends it), audience (customers): where this machine keeps
                      notifications.html, rewritten whenever what it shows changes
    configure_desk    name, manager, time_zone (IANA), hotline, holidays (list of YYYY-MM-DD: all of them),
                      default_policy
    set_quiet_hours   from, until (wall times such as \"22:00\"; none ends them), weekdays (list of mon, tue, …
                      on which they begin; all): when this machine holds the notifications that may wait
    set_sounds        sounds: none, due, all: which notifications of this machine sound
    add_seat          seat: a further seat of the watch, such as shadow
    put_seat_aside    seat, why                that no rule or change uses from now on
    set_calendar      calendar (its name in the policies, such as business), open, close (wall times; none
                      gives it the hours of the policies again), weekdays (list; all): the desk's own hours,
                      which stand for that name in every policy
    add_holidays      days: list of {date, name}; or first_day, last_day, name (YYYY-MM-DD)
    remove_holidays   days (list of YYYY-MM-DD)

  Example
    {\"do\":\"open_incident\",\"key\":\"pay\",\"at\":\"2026-03-02T10:00:00-06:00\",\"title\":\"Payments API down\",\"priority\":\"critical\",\"kind\":\"major\"}
    {\"do\":\"refer\",\"key\":\"pay\",\"at\":\"2026-03-02T10:04:00-06:00\",\"to\":\"Network team\"}
";
