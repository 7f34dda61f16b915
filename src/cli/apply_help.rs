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
    send_update       audience (customers), text
                      the first to customers is the initial notification, one after restore the
                      restored notification, one after a significant change the updated one
    contact_on_call   whom
    escalate          to, text                 such as \"Incident Manager\", \"Senior Leadership\"
    confirm_ownership by
    notify_hotline    outcome: reached, voicemail, no answer, busy, refused (only reached
                      satisfies the deadline); spoke_with, reference, text
    take_command      by                       the actor if left out
    hand_over_command to
    keep_command      text                     stay in command
    reach_milestone   milestone, text          such as post-mortem-scheduled, post-mortem-held,
                      problem-statement-agreed, or one of the policy's own
    note              text; significant: true if customers have to be told

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

  The desk (no key)
    configure_desk    name, manager, time_zone (IANA), hotline, holidays (list of YYYY-MM-DD),
                      default_policy

  Example
    {\"do\":\"open_incident\",\"key\":\"pay\",\"at\":\"2026-03-02T10:00:00-06:00\",\"title\":\"Payments API down\",\"priority\":\"critical\",\"kind\":\"major\"}
    {\"do\":\"refer\",\"key\":\"pay\",\"at\":\"2026-03-02T10:04:00-06:00\",\"to\":\"Network team\"}
";
