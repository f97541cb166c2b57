export interface paths {
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The signed-in user
         * @description Roles come from the database at the moment of the request; no claim of the token grants one.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/service-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the actions of admins and the refusals
         * @description Newest first. An admin sees the categories governance and configuration, without e-mail, address and agent. An auditor sees every category, except rows of their own actions. A super auditor sees everything. A caller with several roles sees what any of them sees. Totals count only the rows that the caller sees. A category that is not open to the caller is refused with 403.
         */
        get: operations["listServiceLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/service-log/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the service log as a file
         * @description Streamed, newest first. CSV has the JSON field names as its header and objects as JSON; a cell that a spreadsheet would take for a formula gets a leading '. NDJSON has one row a line. Every export is itself recorded before its first byte. An admin sees the categories governance and configuration, without e-mail, address and agent. An auditor sees every category, except rows of their own actions. A super auditor sees everything. A caller with several roles sees what any of them sees. Totals count only the rows that the caller sees.
         */
        get: operations["exportServiceLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/schedule-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes to stylists’ schedules
         * @description Newest first: changed days, time off, cancellations and base schedules, made by stylists and by admins. An admin sees all changes without address and agent. An auditor sees all changes except their own.
         */
        get: operations["listScheduleChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the rows of the service log
         * @description At most 366 days. An admin sees the categories governance and configuration, without e-mail, address and agent. An auditor sees every category, except rows of their own actions. A super auditor sees everything. A caller with several roles sees what any of them sees. Totals count only the rows that the caller sees.
         */
        get: operations["summarizeServiceLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verifies that the logs are as they were written
         * @description Seals every committed row, then digests every row of both logs again and compares it with the chain of seals. Requests at the same time share one check. `unsealed` counts rows that an open transaction keeps from being sealed. `heads` are worth noting elsewhere: a chain that was rewritten as a whole holds in itself, but `since` with a digest noted before is not in it any more; then `sinceFound` and `intact` are false. `firstBroken` names the first range in which a row was changed, removed or added, or whose seal was changed or removed. The check reads every row, which takes a few seconds for a million rows.
         */
        get: operations["verifyLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What has changed since
         * @description Events, oldest first. To follow them, ask again with `after`, the id of the last one that you have: an event never appears before one that you have read already, however the changes commit. Events are kept for 30 days unless the service is set otherwise.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where events are sent
         * @description Newest first. Secrets are not shown.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description Events of the types are sent to the URL by the Standard Webhooks specification, signed with the secret of the answer, which is shown once. Any 2xx within 15 seconds is done; else there are up to nine more attempts within three days. A message may come twice and in any order. There are at most 50 webhooks.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook
         * @description One webhook
         */
        get: operations["showWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Its messages that wait are not sent.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description What happens while it is disabled is not sent later; messages that wait go on once it is enabled. Null clears the description. A change without a difference writes and logs nothing.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret
         * @description The answer shows it once. For 24 hours messages are signed with the former secret as well.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test message
         * @description Sends a message of the type `webhook.test` and waits at most 8 seconds for the answer. The result is 200 also when the message was not delivered; `failure` says why. It leaves no delivery.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to a webhook
         * @description One item a message, newest first. `attempt` counts the attempts made; `failed` means given up.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{deliveryId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again
         * @description Makes it due now, whatever came of it before, with the same `webhook-id`. To a disabled webhook it is sent once that is enabled.
         */
        post: operations["retryDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process answers
         * @description The process answers
         */
        get: operations["checkLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The database is reachable, its schema is current, and the service is not stopping
         * @description Otherwise 503; `missing` lists the reasons. Every request checks again.
         */
        get: operations["checkReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the format of Prometheus
         * @description Requests by route, status and duration, cache hits and misses, pool, event loop; of the process that answers. Open to requests from the same machine without a proxy, and to others with METRICS_TOKEN as the bearer.
         */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List promotions and count them by state
         * @description Newest first, without notes and profile draft. `counts` holds every state, under the same filters except `status`.
         */
        get: operations["listPromotions"];
        put?: never;
        /**
         * Open a promotion for a user
         * @description Begins a run of the workflow in draft, with fresh checks and a link to the run before it. A user who has an open promotion gets that one back unchanged (200), so a wizard can resume.
         */
        post: operations["openPromotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workflow as data
         * @description Its states, every move between two states with its requirements, and a diagram.
         */
        get: operations["getPromotionWorkflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My promotions
         * @description Newest first: status, requirements, dates and the public reason. Without the notes, the recorded values of the checks and the names of the admins.
         */
        get: operations["listMyPromotions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One promotion
         * @description With the requirements, the moves that the caller can make with their blockers, and the notes, oldest first.
         */
        get: operations["getPromotion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The steps of a promotion
         * @description Oldest first, from the audit log. An admin sees every step with its actor and details. A candidate sees the moves of their own promotion without them; for the promotion of another user the answer is 404.
         */
        get: operations["listPromotionSteps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Record checks
         * @description In any open state. Past draft the status becomes the first stage not yet met, forwards or backwards. Values that are recorded already, without a note, change and log nothing.
         */
        patch: operations["recordChecks"];
        trace?: never;
    };
    "/v1/promotions/{id}/profile-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save the profile that is being prepared
         * @description Replaces the draft saved before. The approval takes from it every field that its own body leaves out.
         */
        put: operations["saveProfileDraft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a draft
         * @description The promotion goes to the first stage not yet met.
         */
        post: operations["submitPromotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve, and make the candidate a stylist
         * @description All or nothing. The profile is created, or a former one reactivated; each field comes from the body, else the draft, else the former profile, and a display name is required. The candidate gets the role stylist and offers the services of the body, else of the draft; a returning stylist offers only these. An earlier run that is still approved becomes revoked, `superseded`. The candidate cannot approve, nor, under four eyes, can the requester. `CHECKS_INCOMPLETE` and `PROFILE_INCOMPLETE` name what is `missing`, `INVALID_TRANSITION` the `currentStatus`.
         */
        post: operations["approvePromotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject an open promotion
         * @description Final; another promotion may follow. The candidate sees only `publicReason`.
         */
        post: operations["rejectPromotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an approved promotion
         * @description All or nothing: the role ends and the profile becomes inactive, so nothing can be booked from then on. Bookings already made stay as they are, and the answer lists them.
         */
        post: operations["revokePromotion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description In any state, also after the end; at most 500 by hand. Only admins see notes, and no call edits or removes one.
         */
        post: operations["addPromotionNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a user to promote
         * @description Users whose display name or username has this part, or whose e-mail address it is, newest first. Addresses are shown masked.
         */
        get: operations["findCandidates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A stylist’s weekly hours
         * @description As versions by date, without gaps from the first on. A version without days has every day off. A stylist may read their own schedule; another’s is 404.
         */
        get: operations["getSchedule"];
        /**
         * Replace a stylist’s weekly hours
         * @description The week is valid from `effectiveFrom` (not in the past) to `effectiveUntil` (included; absent: until further notice). Before and after it the earlier weeks stay. `days: []` has every day off. Where bookings fall outside the new hours, `conflictPolicy` decides whether the week is written and lists them (`warn`) or is refused with the list (`refuse`). A week without a difference writes and logs nothing.
         */
        put: operations["replaceSchedule"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}/effective-schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A stylist’s effective schedule between two dates
         * @description Each date after base week, hours and blocks, with the layer that decides it and the number of bookings that start on it. At most 92 days. A stylist may read their own schedule; another’s is 404.
         */
        get: operations["getEffectiveSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedule-overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All overrides
         * @description Newest first. `from` and `to` select overrides that overlap the range; `status` is by the present date of the stylist, or of the business for an override for all stylists or a branch.
         */
        get: operations["listOverrides"];
        put?: never;
        /**
         * Add an override: a closure, a vacation or other hours
         * @description For one stylist, for those of a branch, or for all. `business_closure` is for all stylists or one branch, closed for whole days or closed between two times, by default at priority 100. `stylist_vacation` is for one stylist, closed for whole days or closed between two times, by default at priority 70. `seasonal_hours` is for all stylists, one branch or one stylist, open between two times, by default at priority 10. `special_event` is for all stylists, one branch or one stylist, open between two times, by default at priority 30. An override covers at most 366 days and does not start in the past. Where bookings are affected, `conflictPolicy` decides whether it is written and lists them (`warn`) or is refused with the list (`refuse`). Of several reasons to refuse, the answer gives the first: shape, date, duplicate, bookings.
         */
        post: operations["createOverride"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedule-overrides/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview an override
         * @description Lists each date of each stylist that the override reaches, before and after (by date, then by name; at most 1,000, with their number in `daysTotal`), the bookings that it would affect, and the overrides that would win over it. With `replaces` it takes the place of that override. Writes nothing.
         */
        post: operations["previewOverride"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedule-overrides/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One override
         * @description One override
         */
        get: operations["getOverride"];
        put?: never;
        post?: never;
        /**
         * Delete an override
         * @description An override that is to come, or began today, is removed. One that began earlier ends yesterday. One that is over stays. If a stylist made it and it is to come, the stylist gets back what it cost.
         */
        delete: operations["deleteOverride"];
        options?: never;
        head?: never;
        /**
         * Change an override
         * @description Once it has begun, only its end (yesterday or later) and its reason may change; once it is over, nothing may. An override that a stylist made keeps its type and its stylist, and its cost stays spent. Null clears an optional field; a cleared priority becomes the default of the type. A change without a difference writes and logs nothing.
         */
        patch: operations["updateOverride"];
        trace?: never;
    };
    "/v1/public/schedule-overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When the salon or a branch is closed or has other hours
         * @description Overrides for all stylists and for branches that are active or to come, by start. Dates are in the time zone of the business.
         */
        get: operations["listPublicOverrides"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/override-budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The budgets of all stylists
         * @description As of now: a month that has turned counts as turned. Newest profile first.
         */
        get: operations["listBudgets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}/override-budget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One stylist’s budget
         * @description A stylist may read their own budget; another’s is 404.
         */
        get: operations["getBudget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a stylist’s budget
         * @description Sets the monthly limit (1–1,000; it may be below the used changes, then 0 remain), sets (0–100) or adds (1–10, up to 100 in all) emergency tokens, or sets the month’s count to 0; with a reason, which goes into the audit log. A change without a difference writes and logs nothing.
         */
        patch: operations["updateBudget"];
        trace?: never;
    };
    "/v1/me/override-budget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My budget
         * @description How many changes I may still make to my schedule this month, and how many emergency tokens I have. The month turns at midnight of the first in my time zone.
         */
        get: operations["getMyBudget"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/effective-schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My effective schedule between two dates
         * @description Each date after base week, hours and blocks, with the layer that decides it. At most 92 days.
         */
        get: operations["getMyEffectiveSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/availability/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a day of mine
         * @description Closed all day, closed between two times, or working between two times. It costs one of the month’s changes, or with `isEmergency` an emergency token; to repeat a day that is no less urgent costs nothing. A closed day or hours replace the earlier ones of the date; blocks stand side by side. Today needs `isEmergency`; at most 366 days ahead. A change after which the date is worked as before is refused. So is one that affects bookings; an emergency is written and lists them. Of several reasons to refuse, the answer gives the first: shape, date, closed by an admin, no effect, bookings, budget. The tag is that of the date, made of all that I set for it.
         */
        put: operations["setMyDay"];
        post?: never;
        /**
         * Clear a day of mine
         * @description Removes all that I set for the date, blocks too. For a date to come the cost comes back: tokens always, changes of the month only in the month in which I spent them. Refused where bookings would be left outside my hours.
         */
        delete: operations["clearMyDay"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/time-off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take time off
         * @description Whole days, at most 14, both ends included. It costs one change, however long it is. The days that I set in the range are removed, and their cost comes back. Time off that starts today needs `isEmergency`. Time off on days that I do not work anyway is refused. Of several reasons to refuse, the answer gives the first: shape, date, duplicate, no effect, bookings, budget.
         */
        post: operations["takeTimeOff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/overrides/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a change
         * @description Shows each date before and after, the bookings that the change would affect, its cost, and the code with which it would be refused. Writes nothing.
         */
        post: operations["previewMyChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The overrides that reach me
         * @description The overrides for me alone, made by me or by an admin, and those for all stylists; newest first.
         */
        get: operations["listMyOverrides"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/overrides/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One override of mine
         * @description An override for me alone, made by me or by an admin. One for everybody or for another is 404 here.
         */
        get: operations["getMyOverride"];
        put?: never;
        post?: never;
        /**
         * Cancel a change of mine
         * @description A change to come is removed, and its cost comes back. One that began today is removed and one that began earlier ends yesterday; nothing comes back. One that is over stays. An admin’s override is 404 here.
         */
        delete: operations["cancelMyOverride"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/schedule-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log of my schedule
         * @description Every change of my schedule, by me or by an admin, newest first.
         */
        get: operations["listMyScheduleChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/booking-conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bookings that do not fit what their stylists work
         * @description A booking is in conflict when it is pending, confirmed or in progress, has not ended, and does not lie wholly inside what its stylist works now; an inactive stylist works nothing. `cause` is the first that applies: the stylist is inactive, a block takes a part of it, an override decides its date, the weekly schedule does. By start, then by id. `from` and `to` select bookings that overlap the dates of the business.
         */
        get: operations["listBookingConflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/booking-conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bookings of mine that do not fit what I work
         * @description A booking is in conflict when it is pending, confirmed or in progress, has not ended, and does not lie wholly inside what its stylist works now; an inactive stylist works nothing. `cause` is the first that applies: the stylist is inactive, a block takes a part of it, an override decides its date, the weekly schedule does. By start, then by id. `from` and `to` select bookings that overlap the dates of the stylist.
         */
        get: operations["listMyBookingConflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedule-overrides/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add many overrides, all or none
         * @description Each as one that is added alone. A wrong field is named as `overrides[3].startDate`; an unknown stylist or branch and a duplicate have the `index` of their item. The affected bookings are those of all overrides together.
         */
        post: operations["createOverrides"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedule-overrides/batch/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview many overrides together
         * @description Lists each date of each stylist that one of them reaches, before and after all of them (by date, then by name; at most 1,000, with their number in `daysTotal`), the bookings that they would affect, and the existing overrides that would win over one of them. Writes nothing.
         */
        post: operations["previewOverrides"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/effective-schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What many stylists work, day by day
         * @description A page of the active stylists, by display name, then id, each with every date from `from` to `to`.
         */
        get: operations["listEffectiveSchedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All stylists
         * @description With the working weekdays as of today, the budget and the next override; newest profile first.
         */
        get: operations["listStylists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One stylist in full
         * @description Present or former. A stylist may read their own profile; another’s is 404.
         */
        get: operations["getStylist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a stylist’s profile and settings
         * @description Slots follow at once; bookings stay as they are. Null clears title, biography, years, specialties and branch. A change without a difference writes and logs nothing.
         */
        patch: operations["updateStylist"];
        trace?: never;
    };
    "/v1/stylists/{id}/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set what a stylist offers
         * @description These services are offered from now on, each at its own price and duration or at those of the service, and no others. Slots follow at once; bookings stay as they are. The same offers again write and log nothing.
         */
        put: operations["replaceStylistServices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a stylist out
         * @description No slot is offered from then on. The weekly hours and the bookings stay as they are; the answer lists the bookings. Also for stylists who were never promoted here. `endRole` ends the role too, where no approved promotion stands; where one does, revoke it instead.
         */
        post: operations["deactivateStylist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a stylist back
         * @description With the weekly hours of before. A former stylist, whose role has ended, needs a new promotion instead.
         */
        post: operations["reactivateStylist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stylists/{id}/bookings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bookings of a stylist
         * @description Those that reach the dates, by start, with nothing of the customer. `inConflict` tells the open ones that do not fit what the stylist works now. A stylist may read their own bookings; another’s are 404.
         */
        get: operations["listStylistBookings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The services that can be booked
         * @description Active services, by name. A stylist may have another price or duration for one.
         */
        get: operations["listServices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/public/stylists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The stylists who can be booked
         * @description Active stylists with the services that they offer, by display name. An unknown service or branch gives an empty list.
         */
        get: operations["listPublicStylists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The branches of the business
         * @description The active ones, by name. A business without branches has an empty list.
         */
        get: operations["listBranches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Slots of a stylist for a service
         * @description For one `date`, or for `from` to `to` (at most 31 days). Each day says why nothing is available. Past dates and dates beyond the booking window have no slots. An answer contains every change that was committed before the request came.
         */
        get: operations["getAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Days of a stylist that have slots for a service
         * @description The same days without their slots, for the view of a month: how many slots are available, and when the first one begins. An answer contains every change that was committed before the request came.
         */
        get: operations["getAvailableDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Slots of all stylists who offer a service
         * @description At most 7 days, in pages of at most 50 stylists by display name: of all who offer the service, or of those that `stylistIds` names. An answer contains every change that was committed before the request came.
         */
        get: operations["searchAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The next slot that can be booked
         * @description The earliest slot within 31 days that begins later than `after` (now if it is not given), of one stylist or of all. Where several begin at the same instant, the first stylist by display name, then id. A search among very many stylists may be answered in part: then `nextCursor` (in a 404 too) is the `cursor` of a request that goes on. An answer contains every change that was committed before the request came.
         */
        get: operations["findNextAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a start can be booked now
         * @description Of one service, or of up to five one after the other. Only the first start must lie on the grid, and the visit counts once against the daily maximum. The answer is computed from the database, without a cache.
         */
        get: operations["checkAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/availability/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why the slots of a date are as they are
         * @description The working hours after every layer, the bookings and holds, and the reason of each slot that is not available. A stylist may ask about their dates only. The answer is computed from the database, without a cache.
         */
        get: operations["explainAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dev/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A token for somebody of the demo salon
         * @description Exists only with DEMO_DATA on and, where DATABASE_URL is set, DEMO_TOKENS on.
         */
        post: operations["createDevToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dev/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the demo salon new
         * @description Whatever was done there is gone, the logs included, and all dates count from today again. Tokens stay good. 409 where the database holds others than the people of the demo salon: then nothing is changed. It exists where `POST /dev/token` does.
         */
        post: operations["resetDemoSalon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** Format: uri-reference */
            type: string;
            /** @description The answer's own. */
            status: number;
            /**
             * Format: uri-reference
             * @description The path of the request.
             */
            instance: string;
            title: string;
            detail: string;
            /** @description Stable, for programs. */
            code: string;
            /** @description Also the `X-Request-Id` of the answer. */
            requestId: string;
            /** @description The request's own `traceparent`, if it had one. */
            traceparent?: string;
        };
        FieldError: {
            /** @description Where in the body, query or path, dotted: `days.0.startTime`; in a batch `overrides[3].startDate`. */
            path: string;
            /** @description Stable code, e.g. `REQUIRED`, `INVALID_DATE`, `UNKNOWN_FIELD`. */
            code: string;
            message: string;
        };
        MyStylist: {
            /** @description IANA zone of the stylist's wall clock. */
            timezone: string;
            isActive: boolean;
            displayName: string;
        };
        Me: {
            /** Format: uuid */
            userId: string;
            stylist: components["schemas"]["MyStylist"] | null;
            displayName: string;
            /** @description Active and not expired. */
            roles: string[];
        };
        ServiceLogRow: {
            id: string;
            /**
             * Format: uuid
             * @description Null when the service itself acted.
             */
            actorId: string | null;
            /** @description Null once the account is gone. */
            actorName: string | null;
            /** @description Null for admins. */
            actorEmail: string | null;
            action: components["schemas"]["LogAction"];
            /**
             * Format: uuid
             * @description The target of a change to a budget or a base schedule is the stylist.
             */
            targetId: string | null;
            targetType: components["schemas"]["LogTargetType"] | null;
            severity: components["schemas"]["LogSeverity"];
            category: components["schemas"]["LogCategory"];
            /** @description Old and new values and reasons; of a refusal, its code, method and route. */
            details: {
                [key: string]: unknown;
            } | null;
            /** @description Null for admins. */
            ipAddress: string | null;
            /** @description Null for admins. */
            userAgent: string | null;
            requestId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description The names of the fields that the caller may not see. */
            redacted: string[];
        };
        ServiceLogPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["ServiceLogRow"][];
            /** @description The number of rows that match the filters and that the caller may see. */
            total: number;
        };
        ScheduleChange: {
            id: string;
            /** Format: uuid */
            stylistUserId: string;
            stylistName: string | null;
            /**
             * Format: date
             * @description The first local date that the change touches.
             */
            changeDate: string;
            changeType: components["schemas"]["ScheduleChangeType"];
            oldValues: {
                [key: string]: unknown;
            } | null;
            /** @description Null when the change cancels something. */
            newValues: {
                [key: string]: unknown;
            } | null;
            reason: string | null;
            /** Format: uuid */
            actorId: string | null;
            /** @description Null once the account is gone. */
            actorName: string | null;
            /** @description Null for admins. */
            ipAddress: string | null;
            /** @description Null for admins. */
            userAgent: string | null;
            requestId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description The names of the fields that the caller may not see. */
            redacted: string[];
            isEmergency: boolean;
        };
        ScheduleChangePage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["ScheduleChange"][];
            /** @description The number of rows that match the filters and that the caller may see. */
            total: number;
        };
        Summary: {
            /** @description Every category that is open to the caller, also without rows. */
            byCategory: {
                [key: string]: number;
            };
            bySeverity: {
                [key: string]: number;
            };
            /** @description Only actions that have rows. */
            byAction: {
                [key: string]: number;
            };
            /** @description Every date of the period in BUSINESS_TIMEZONE, also without rows. */
            byDay: {
                [key: string]: number;
            };
            total: number;
        };
        BrokenRange: {
            log: components["schemas"]["LogName"];
            /** @description The first id of the range; of a row that cannot be read, its id. */
            fromId: string;
            /** @description The last id of the range. */
            toId: string;
        };
        Head: {
            log: components["schemas"]["LogName"];
            /** @description The number of the seal; 1 is the first seal of the log. */
            number: string;
            /** @description The id of the last row that the seal covers. */
            lastId: string;
            /** @description The SHA-256 of the sealed rows and the seal before, in hexadecimal digits. */
            digest: string;
            /** @description The HMAC-SHA-256 of `<log> <number> <lastId> <digest>` under AUDIT_SEAL_KEY; absent without that key. */
            signature?: string;
        };
        Unsealed: {
            rows: number;
            /**
             * Format: date-time
             * @description The time of the oldest one; null when there is none.
             */
            since: string | null;
        };
        Verification: {
            /**
             * Format: date-time
             * @description The time of the newest sealed row; null while no row is sealed.
             */
            sealedThrough: string | null;
            /** @description The number of sealed ranges of both logs. */
            ranges: number;
            firstBroken: components["schemas"]["BrokenRange"] | null;
            /** @description The last seal of each log that has one. */
            heads: components["schemas"]["Head"][];
            /** @description With `since` only. */
            sinceFound?: boolean;
            /** @description Whether the logs are as they were sealed, and the head of `since` is in the chain. */
            intact: boolean;
            unsealed: components["schemas"]["Unsealed"];
        };
        Event: {
            /** Format: uuid */
            id: string;
            type: components["schemas"]["EventType"];
            /** Format: date-time */
            occurredAt: string;
            /**
             * Format: uuid
             * @description Null: the service itself, or a change that came without it.
             */
            actorId: string | null;
            /** @description The request that made the change; its log rows have the same. */
            requestId: string | null;
            /** @description Ids, states and dates; which ones depends on the type. Never names, reasons or customers. */
            data: {
                [key: string]: unknown;
            };
        };
        EventPage: {
            /**
             * Format: uuid
             * @description The id of the last item, for `after`; null at the end.
             */
            nextCursor: string | null;
            items: components["schemas"]["Event"][];
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            types: components["schemas"]["EventType"][];
            description: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Nothing is sent to a disabled one, and what happens meanwhile is not sent later. */
            isEnabled: boolean;
        };
        WebhookPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["Webhook"][];
            total: number;
        };
        CreateWebhook: {
            /** @description https, a public address, without user name, password and fragment. Each connection is checked again. */
            url: string;
            /** @description The types that are sent. */
            types: components["schemas"]["EventType"][];
            description?: string;
        };
        WebhookWithSecret: {
            /** Format: uuid */
            id: string;
            url: string;
            types: components["schemas"]["EventType"][];
            description: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Signs what is sent. It is shown once: a repetition by `Idempotency-Key` has null. */
            secret: string | null;
            /** @description Nothing is sent to a disabled one, and what happens meanwhile is not sent later. */
            isEnabled: boolean;
        };
        UpdateWebhook: {
            /** @description https, a public address, without user name, password and fragment. Each connection is checked again. */
            url?: string;
            /** @description The types that are sent. */
            types?: components["schemas"]["EventType"][];
            description?: string | null;
            isEnabled?: boolean;
        };
        WebhookTest: {
            /** @description The status of the answer; null: there was none. */
            status: number | null;
            /** @description Null: delivered. */
            failure: string | null;
            durationMs: number;
        };
        Delivery: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The `webhook-id` of the message.
             */
            eventId: string;
            type: components["schemas"]["EventType"];
            /** @description `failed`: given up. */
            status: components["schemas"]["DeliveryStatus"];
            /** @description Of the last attempt; null: there was no answer. */
            responseStatus: number | null;
            /**
             * Format: date-time
             * @description Null: none is due.
             */
            nextAttemptAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @description Attempts made. */
            attempt: number;
        };
        DeliveryPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["Delivery"][];
            total: number;
        };
        Live: {
            status: string;
        };
        Ready: {
            status: string;
        };
        OpenPromotion: {
            note?: string;
            /**
             * Format: uuid
             * @description The candidate.
             */
            userId: string;
        };
        Checks: {
            backgroundCheck: components["schemas"]["BackgroundCheck"];
            idVerification: components["schemas"]["IdVerification"];
            trainingCompleted: boolean;
            mfaEnabled: boolean;
        };
        ProfileDraft: {
            displayName?: string;
            title?: string;
            bio?: string;
            yearsExperience?: number;
            specialties?: string[];
            /** @description IANA zone of the stylist’s wall clock. */
            timezone?: string;
            serviceIds?: string[];
        };
        Note: {
            /** Format: date-time */
            timestamp: string;
            /** Format: uuid */
            adminId: string;
            adminName: string | null;
            action: components["schemas"]["PromotionStep"];
            note: string | null;
        };
        Requirements: {
            due: components["schemas"]["Requirement"][];
            satisfied: components["schemas"]["Requirement"][];
        };
        AllowedTransition: {
            action: components["schemas"]["AdminAction"];
            to: components["schemas"]["PromotionStatus"];
            /** @description Empty: the caller can make it now. `second_admin`: another admin must. `not_self`: the caller is the candidate. */
            blockedBy: components["schemas"]["Blocker"][];
        };
        Promotion: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The candidate.
             */
            userId: string;
            userName: string | null;
            status: components["schemas"]["PromotionStatus"];
            checks: components["schemas"]["Checks"];
            /** Format: uuid */
            requestedBy: string | null;
            requestedByName: string | null;
            /** Format: uuid */
            approvedBy: string | null;
            approvedByName: string | null;
            /** Format: date-time */
            approvedAt: string | null;
            /** Format: uuid */
            rejectedBy: string | null;
            rejectedByName: string | null;
            /** Format: date-time */
            rejectedAt: string | null;
            /** @description Only admins see it. */
            rejectionReason: string | null;
            /** Format: uuid */
            revokedBy: string | null;
            revokedByName: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /** @description Only admins see it. */
            revocationReason: string | null;
            /** @description The candidate sees it. */
            publicReason: string | null;
            /**
             * Format: uuid
             * @description The candidate’s promotion before this one.
             */
            previousPromotionId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description The saved draft of the stylist’s profile; null until one is saved. */
            profileDraft: components["schemas"]["ProfileDraft"] | null;
            /** @description Append-only, oldest first. */
            notes: components["schemas"]["Note"][];
            requirements: components["schemas"]["Requirements"];
            allowedTransitions: components["schemas"]["AllowedTransition"][];
        };
        PromotionItem: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The candidate.
             */
            userId: string;
            userName: string | null;
            status: components["schemas"]["PromotionStatus"];
            checks: components["schemas"]["Checks"];
            /** Format: uuid */
            requestedBy: string | null;
            requestedByName: string | null;
            /** Format: uuid */
            approvedBy: string | null;
            approvedByName: string | null;
            /** Format: date-time */
            approvedAt: string | null;
            /** Format: uuid */
            rejectedBy: string | null;
            rejectedByName: string | null;
            /** Format: date-time */
            rejectedAt: string | null;
            /** @description Only admins see it. */
            rejectionReason: string | null;
            /** Format: uuid */
            revokedBy: string | null;
            revokedByName: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /** @description Only admins see it. */
            revocationReason: string | null;
            /** @description The candidate sees it. */
            publicReason: string | null;
            /**
             * Format: uuid
             * @description The candidate’s promotion before this one.
             */
            previousPromotionId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            requirements: components["schemas"]["Requirements"];
            allowedTransitions: components["schemas"]["AllowedTransition"][];
        };
        PromotionCounts: {
            draft: number;
            pending_checks: number;
            pending_training: number;
            pending_approval: number;
            approved: number;
            rejected: number;
            revoked: number;
        };
        PromotionPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["PromotionItem"][];
            total: number;
            /** @description Under the same filters except `status`. */
            counts: components["schemas"]["PromotionCounts"];
        };
        WorkflowTransition: {
            from: components["schemas"]["PromotionStatus"];
            action: components["schemas"]["TransitionAction"];
            to: components["schemas"]["PromotionStatus"];
            /** @description An admin makes the move by that call, or the service makes it because a check was recorded. */
            actor: components["schemas"]["Mover"];
            /** @description Requirements, `not_self`, and `second_admin`, which counts only under four eyes. */
            requires: components["schemas"]["Blocker"][];
        };
        Workflow: {
            states: components["schemas"]["PromotionStatus"][];
            transitions: components["schemas"]["WorkflowTransition"][];
            /** @description A Mermaid state diagram. */
            mermaid: string;
        };
        MyPromotion: {
            /** Format: uuid */
            id: string;
            status: components["schemas"]["PromotionStatus"];
            /** Format: date-time */
            approvedAt: string | null;
            /** Format: date-time */
            rejectedAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /** @description The candidate sees it. */
            publicReason: string | null;
            /** Format: date-time */
            createdAt: string;
            requirements: components["schemas"]["Requirements"];
        };
        MyPromotions: {
            items: components["schemas"]["MyPromotion"][];
        };
        HistoryItem: {
            /** Format: date-time */
            at: string;
            action: components["schemas"]["PromotionStep"];
            /** @description Null: the promotion began. */
            from: components["schemas"]["PromotionStatus"] | null;
            to: components["schemas"]["PromotionStatus"];
            /** Format: uuid */
            actorId?: string | null;
            actorName?: string | null;
            /** @description The changed values and the reason. */
            details?: {
                [key: string]: unknown;
            };
            publicReason?: string | null;
        };
        History: {
            /** @description Oldest first. */
            items: components["schemas"]["HistoryItem"][];
        };
        RecordChecks: {
            backgroundCheck?: components["schemas"]["BackgroundCheck"];
            idVerification?: components["schemas"]["IdVerification"];
            trainingCompleted?: boolean;
            mfaEnabled?: boolean;
            note?: string | null;
        };
        Submit: {
            note?: string;
        };
        Profile: {
            displayName?: string;
            title?: string;
            bio?: string;
            yearsExperience?: number;
            specialties?: string[];
            /** @description IANA zone of the stylist’s wall clock. */
            timezone?: string;
        };
        Approve: {
            note?: string;
            /** @description Its fields win over the draft, and the draft over a former profile. */
            profile?: components["schemas"]["Profile"];
            /** @description Active services to be offered. Absent: the services of the draft. */
            serviceIds?: string[];
        };
        End: {
            /** @description Only admins see it. */
            reason: string;
            /** @description The candidate sees it. */
            publicReason?: string;
        };
        FutureBooking: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            /** Format: uuid */
            serviceId: string;
            status: components["schemas"]["AffectedBookingStatus"];
        };
        RevokedPromotion: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The candidate.
             */
            userId: string;
            userName: string | null;
            status: components["schemas"]["PromotionStatus"];
            checks: components["schemas"]["Checks"];
            /** Format: uuid */
            requestedBy: string | null;
            requestedByName: string | null;
            /** Format: uuid */
            approvedBy: string | null;
            approvedByName: string | null;
            /** Format: date-time */
            approvedAt: string | null;
            /** Format: uuid */
            rejectedBy: string | null;
            rejectedByName: string | null;
            /** Format: date-time */
            rejectedAt: string | null;
            /** @description Only admins see it. */
            rejectionReason: string | null;
            /** Format: uuid */
            revokedBy: string | null;
            revokedByName: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /** @description Only admins see it. */
            revocationReason: string | null;
            /** @description The candidate sees it. */
            publicReason: string | null;
            /**
             * Format: uuid
             * @description The candidate’s promotion before this one.
             */
            previousPromotionId: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description The saved draft of the stylist’s profile; null until one is saved. */
            profileDraft: components["schemas"]["ProfileDraft"] | null;
            futureBookingsTotal: number;
            requirements: components["schemas"]["Requirements"];
            allowedTransitions: components["schemas"]["AllowedTransition"][];
            /** @description Append-only, oldest first. */
            notes: components["schemas"]["Note"][];
            /** @description Bookings that have not ended, earliest first; at most 200. */
            futureBookings: components["schemas"]["FutureBooking"][];
        };
        AddNote: {
            note: string;
        };
        Candidate: {
            /** Format: uuid */
            userId: string;
            displayName: string;
            username: string | null;
            /** @description By it two people of one name are told apart. Null: the account has none. */
            maskedEmail: string | null;
            /** @description Whether the user is an active stylist: role and profile are active. */
            isStylist: boolean;
            /**
             * Format: uuid
             * @description The promotion that is under way, if there is one.
             */
            openPromotionId: string | null;
        };
        CandidatePage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["Candidate"][];
            total: number;
        };
        DayHours: {
            /** @description 0 = Sunday … 6 = Saturday. */
            dayOfWeek: number;
            startTime: string;
            /** @description `24:00` is the end of the day. */
            endTime: string;
            breakStart: string | null;
            breakEnd: string | null;
        };
        WeekVersion: {
            /**
             * Format: date
             * @description Null: since ever.
             */
            effectiveFrom: string | null;
            /**
             * Format: date
             * @description Included; null: until further notice.
             */
            effectiveUntil: string | null;
            /** @description By weekday. A weekday that is missing is a day off. */
            days: components["schemas"]["DayHours"][];
        };
        Weeks: {
            /** @description By date, without gaps. A version without days has every day off. */
            versions: components["schemas"]["WeekVersion"][];
        };
        WeekDay: {
            /** @description 0 = Sunday … 6 = Saturday; each at most once. */
            dayOfWeek: number;
            /** @description Wall clock of the stylist’s zone. */
            startTime: string;
            /** @description After `startTime`; `24:00` is the end of the day. */
            endTime: string;
            /** @description With `breakEnd`, within the hours. */
            breakStart?: string;
            /** @description After `breakStart`. */
            breakEnd?: string;
        };
        ReplaceWeek: {
            /**
             * Format: date
             * @description First date, in the stylist’s zone; not in the past.
             */
            effectiveFrom: string;
            /**
             * Format: date
             * @description Last date, included; absent: until further notice.
             */
            effectiveUntil?: string;
            /** @description The working weekdays. Empty: every day off. */
            days: components["schemas"]["WeekDay"][];
            reason?: string;
            /** @description Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list. */
            conflictPolicy?: components["schemas"]["ConflictPolicy"];
        };
        AffectedBooking: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            stylistUserId: string;
            stylistName: string | null;
            /** Format: uuid */
            serviceId: string;
            serviceName: string | null;
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            status: components["schemas"]["AffectedBookingStatus"];
        };
        WeekReplaced: {
            /** @description By date, without gaps. A version without days has every day off. */
            versions: components["schemas"]["WeekVersion"][];
            /** @description The earliest, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
        };
        Window: {
            start: string;
            /** @description `24:00` is the end of the day. */
            end: string;
        };
        DaySource: {
            layer: components["schemas"]["ScheduleLayer"];
            /** Format: uuid */
            overrideId: string | null;
            overrideType: components["schemas"]["OverrideType"] | null;
            priority: number | null;
            scope: components["schemas"]["OverrideScope"] | null;
        };
        OverrideName: {
            /**
             * Format: uuid
             * @description Null: the override of the preview.
             */
            overrideId: string | null;
            overrideType: components["schemas"]["OverrideType"];
            scope: components["schemas"]["OverrideScope"];
            priority: number;
        };
        Blocked: {
            start: string;
            /** @description `24:00` is the end of the day. */
            end: string;
            /**
             * Format: uuid
             * @description Null: the override of the preview.
             */
            overrideId: string | null;
        };
        EffectiveDay: {
            /** Format: date */
            date: string;
            status: components["schemas"]["EffectiveDayStatus"];
            break: components["schemas"]["Window"] | null;
            /** @description The working windows, without blocks and break. */
            windows: components["schemas"]["Window"][];
            source: components["schemas"]["DaySource"];
            /** @description The overrides that cover the date but do not decide it. */
            shadowed: components["schemas"]["OverrideName"][];
            /** @description The blocks that are taken out of the window. */
            blocks: components["schemas"]["Blocked"][];
            /** @description Active bookings (all but cancelled and no_show) that start on the date. */
            bookings: number;
        };
        EffectiveSchedule: {
            /** @description IANA zone that dates and times are in. */
            timezone: string;
            days: components["schemas"]["EffectiveDay"][];
        };
        CreateOverride: {
            overrideType: components["schemas"]["OverrideType"];
            /** @description True: for all stylists. Exactly one of this, `branchId` and `stylistUserId` is given. */
            appliesToAllStylists?: boolean;
            /**
             * Format: uuid
             * @description The branch, where it is for the stylists of one. It must be active.
             */
            branchId?: string;
            /**
             * Format: uuid
             * @description The stylist, where it is for one.
             */
            stylistUserId?: string;
            /**
             * Format: date
             * @description In the zone of the stylist, else of the business; not in the past.
             */
            startDate: string;
            /**
             * Format: date
             * @description Included; at most 366 days in all.
             */
            endDate: string;
            /** @description Whether it is closed or open must fit the type. */
            isClosed: boolean;
            /** @description With `endTime`: work happens between the two times, or, if closed, none does. */
            startTime?: string;
            /** @description After `startTime`; `24:00` is the end of the day. */
            endTime?: string;
            /** @description On each date the highest wins; the default is that of the type. */
            priority?: number;
            /** @description Public unless it is for one stylist. */
            reason?: string;
            /** @description Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list. */
            conflictPolicy?: components["schemas"]["ConflictPolicy"];
        };
        OverrideChanged: {
            /** Format: uuid */
            id: string;
            overrideType: components["schemas"]["OverrideType"];
            /**
             * Format: uuid
             * @description The branch whose stylists it is for; null where it is for all, or for one.
             */
            branchId: string | null;
            branchName: string | null;
            /** Format: uuid */
            stylistUserId: string | null;
            stylistName: string | null;
            /** Format: date */
            startDate: string;
            /**
             * Format: date
             * @description Included.
             */
            endDate: string;
            /** @description Wall clock of the stylist, or of the business where it is for all stylists or a branch. */
            startTime: string | null;
            /** @description `24:00` is the end of the day. */
            endTime: string | null;
            /** @description 0 to 100; on each date the highest wins. */
            priority: number;
            reason: string | null;
            origin: components["schemas"]["OverrideOrigin"];
            /** Format: uuid */
            createdBy: string | null;
            createdByName: string | null;
            status: components["schemas"]["OverrideStatus"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description The bookings that no longer lie within the working hours: the earliest, at most 200. They stay as they are. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
            /** @description The overrides that win over this one on at least one date from today on; at most 200. */
            shadowedBy: components["schemas"]["OverrideName"][];
            appliesToAllStylists: boolean;
            /** @description True: a closure if it has no times, a block if it has. False: hours. */
            isClosed: boolean;
            /** @description Whether the stylist set it for one date, through "set a day of mine". */
            setForDay: boolean;
            isEmergency: boolean;
        };
        PreviewOverride: {
            overrideType: components["schemas"]["OverrideType"];
            /** @description True: for all stylists. Exactly one of this, `branchId` and `stylistUserId` is given. */
            appliesToAllStylists?: boolean;
            /**
             * Format: uuid
             * @description The branch, where it is for the stylists of one. It must be active.
             */
            branchId?: string;
            /**
             * Format: uuid
             * @description The stylist, where it is for one.
             */
            stylistUserId?: string;
            /**
             * Format: date
             * @description In the zone of the stylist, else of the business; not in the past.
             */
            startDate: string;
            /**
             * Format: date
             * @description Included; at most 366 days in all.
             */
            endDate: string;
            /** @description Whether it is closed or open must fit the type. */
            isClosed: boolean;
            /** @description With `endTime`: work happens between the two times, or, if closed, none does. */
            startTime?: string;
            /** @description After `startTime`; `24:00` is the end of the day. */
            endTime?: string;
            /** @description On each date the highest wins; the default is that of the type. */
            priority?: number;
            /** @description Public unless it is for one stylist. */
            reason?: string;
            /** @description Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list. */
            conflictPolicy?: components["schemas"]["ConflictPolicy"];
            /**
             * Format: uuid
             * @description The override that is being edited.
             */
            replaces?: string;
        };
        ChangedDay: {
            /** Format: date */
            date: string;
            /** Format: uuid */
            stylistUserId: string;
            before: components["schemas"]["EffectiveDay"];
            after: components["schemas"]["EffectiveDay"];
        };
        OverridePreview: {
            /** @description By date, then by name of the stylist; at most 1,000. One for all stylists or a branch lists the active ones. */
            days: components["schemas"]["ChangedDay"][];
            daysTotal: number;
            /** @description The overrides that win over this one on at least one date; at most 200. */
            shadowedBy: components["schemas"]["OverrideName"][];
            /** @description The earliest, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
        };
        Override: {
            /** Format: uuid */
            id: string;
            overrideType: components["schemas"]["OverrideType"];
            /**
             * Format: uuid
             * @description The branch whose stylists it is for; null where it is for all, or for one.
             */
            branchId: string | null;
            branchName: string | null;
            /** Format: uuid */
            stylistUserId: string | null;
            stylistName: string | null;
            /** Format: date */
            startDate: string;
            /**
             * Format: date
             * @description Included.
             */
            endDate: string;
            /** @description Wall clock of the stylist, or of the business where it is for all stylists or a branch. */
            startTime: string | null;
            /** @description `24:00` is the end of the day. */
            endTime: string | null;
            /** @description 0 to 100; on each date the highest wins. */
            priority: number;
            reason: string | null;
            origin: components["schemas"]["OverrideOrigin"];
            /** Format: uuid */
            createdBy: string | null;
            createdByName: string | null;
            status: components["schemas"]["OverrideStatus"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            appliesToAllStylists: boolean;
            /** @description True: a closure if it has no times, a block if it has. False: hours. */
            isClosed: boolean;
            /** @description Whether the stylist set it for one date, through "set a day of mine". */
            setForDay: boolean;
            isEmergency: boolean;
        };
        OverridePage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["Override"][];
            total: number;
        };
        UpdateOverride: {
            overrideType?: components["schemas"]["OverrideType"];
            /** @description True also removes branch and stylist. */
            appliesToAllStylists?: boolean | null;
            /**
             * Format: uuid
             * @description The branch, where it is for the stylists of one. A new one must be active.
             */
            branchId?: string | null;
            /**
             * Format: uuid
             * @description The stylist, where it is for one.
             */
            stylistUserId?: string | null;
            /** Format: date */
            startDate?: string;
            /**
             * Format: date
             * @description Once it has begun: yesterday or later.
             */
            endDate?: string;
            isClosed?: boolean;
            startTime?: string | null;
            endTime?: string | null;
            priority?: number | null;
            reason?: string | null;
            /** @description Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list. */
            conflictPolicy?: components["schemas"]["ConflictPolicy"];
        };
        PublicOverride: {
            /**
             * Format: uuid
             * @description Null: for all branches.
             */
            branchId: string | null;
            branchName: string | null;
            overrideType: components["schemas"]["OverrideType"];
            /** Format: date */
            startDate: string;
            /**
             * Format: date
             * @description Included.
             */
            endDate: string;
            startTime: string | null;
            endTime: string | null;
            reason: string | null;
            /** @description True: a closure if it has no times, a block if it has. False: hours. */
            isClosed: boolean;
        };
        PublicOverrides: {
            items: components["schemas"]["PublicOverride"][];
        };
        Budget: {
            /** Format: uuid */
            stylistUserId: string;
            /** @description Changes per month. */
            monthlyLimit: number;
            /** @description Changes spent in the present month. */
            monthlyUsed: number;
            /** @description The limit minus the changes spent; 0 where an admin lowered the limit below them. */
            monthlyRemaining: number;
            /** @description Emergency tokens. They never come back by themselves. */
            emergencyRemaining: number;
            /**
             * Format: date-time
             * @description The turn of the month: midnight of the first in the stylist's zone.
             */
            resetsAt: string;
            /**
             * Format: date-time
             * @description The moment of the last change that cost something.
             */
            lastOverrideAt: string | null;
            stylistName: string;
        };
        BudgetPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["Budget"][];
            total: number;
        };
        UpdateBudget: {
            /** @description Changes per month. It may be lower than the changes spent. */
            monthlyLimit?: number;
            /** @description Sets the emergency tokens. Not beside `grantEmergency`. */
            emergencyRemaining?: number;
            /** @description Adds emergency tokens, up to 100 in all. */
            grantEmergency?: number;
            /** @description Sets the month’s count to 0. Only true. */
            resetUsed?: boolean;
            reason: string;
        };
        SetDay: {
            /** @description True with times: closed between them. True without times: closed all day. False: working hours. */
            isClosed: boolean;
            /** @description Wall clock of my time zone. */
            startTime?: string;
            /** @description After `startTime`; `24:00` is the end of the day. */
            endTime?: string;
            reason?: string;
            /** @description Spends an emergency token; needed for today. */
            isEmergency?: boolean;
        };
        DayChanged: {
            /** @description The cost of the change; none where it only repeats what I have set. */
            charged: components["schemas"]["Charge"];
            override: components["schemas"]["Override"];
            /** @description The date after the change. */
            day: components["schemas"]["EffectiveDay"];
            budget: components["schemas"]["Budget"];
            /** @description The earliest, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
        };
        Refund: {
            /** @description Changes of the present month. */
            monthly: number;
            /** @description Emergency tokens. */
            emergency: number;
        };
        Cancelled: {
            budget: components["schemas"]["Budget"];
            /** @description The cost that came back. */
            refunded: components["schemas"]["Refund"];
        };
        TimeOff: {
            /** Format: date */
            startDate: string;
            /** Format: date */
            endDate: string;
            reason?: string;
            /** @description Spends an emergency token; needed when it starts today. */
            isEmergency?: boolean;
        };
        TimeOffTaken: {
            charged: components["schemas"]["Charge"];
            override: components["schemas"]["Override"];
            /** @description Each date of the range after the change. */
            days: components["schemas"]["EffectiveDay"][];
            /** @description The days I had set in the range. They are removed, and their cost comes back. */
            replaced: components["schemas"]["Override"][];
            budget: components["schemas"]["Budget"];
            /** @description The earliest, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
        };
        PreviewChange: {
            /**
             * Format: date
             * @description The day to set. Not with `startDate` and `endDate`.
             */
            date?: string;
            /** @description Of the day. */
            isClosed?: boolean;
            /** @description Of the day. */
            startTime?: string;
            /** @description Of the day. */
            endTime?: string;
            /**
             * Format: date
             * @description First day of time off. Not with `date`.
             */
            startDate?: string;
            /**
             * Format: date
             * @description Last day of time off.
             */
            endDate?: string;
            reason?: string;
            isEmergency?: boolean;
        };
        MyPreview: {
            /** @description The cost that the change would have. */
            charge: components["schemas"]["Charge"];
            /** @description The code with which the change would be refused; null: it would be accepted. */
            refusal: components["schemas"]["ChangeRefusal"] | null;
            days: components["schemas"]["ChangedDay"][];
            /** @description The present budget. */
            budget: components["schemas"]["Budget"];
            /** @description The earliest, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
        };
        MyScheduleChange: {
            id: string;
            /** Format: uuid */
            stylistUserId: string;
            /**
             * Format: date
             * @description The first date that it touches.
             */
            changeDate: string;
            changeType: components["schemas"]["ScheduleChangeType"];
            oldValues: {
                [key: string]: unknown;
            } | null;
            /** @description Null: cancelled. */
            newValues: {
                [key: string]: unknown;
            } | null;
            reason: string | null;
            /** @description The name of the person who made it: mine, or an admin's. */
            actorName: string | null;
            requestId: string | null;
            /** Format: date-time */
            createdAt: string;
            stylistName: string;
            isEmergency: boolean;
        };
        MyScheduleChangePage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["MyScheduleChange"][];
            total: number;
        };
        ConflictCause: {
            layer: components["schemas"]["ConflictLayer"];
            /**
             * Format: uuid
             * @description Null unless an override is the cause.
             */
            overrideId: string | null;
            overrideType: components["schemas"]["OverrideType"] | null;
        };
        BookingConflict: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            stylistUserId: string;
            stylistName: string | null;
            /** Format: uuid */
            serviceId: string;
            serviceName: string | null;
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            status: components["schemas"]["AffectedBookingStatus"];
            cause: components["schemas"]["ConflictCause"];
        };
        BookingConflictPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["BookingConflict"][];
            total: number;
        };
        NewOverride: {
            overrideType: components["schemas"]["OverrideType"];
            /** @description True: for all stylists. Exactly one of this, `branchId` and `stylistUserId` is given. */
            appliesToAllStylists?: boolean;
            /**
             * Format: uuid
             * @description The branch, where it is for the stylists of one. It must be active.
             */
            branchId?: string;
            /**
             * Format: uuid
             * @description The stylist, where it is for one.
             */
            stylistUserId?: string;
            /**
             * Format: date
             * @description In the zone of the stylist, else of the business; not in the past.
             */
            startDate: string;
            /**
             * Format: date
             * @description Included; at most 366 days in all.
             */
            endDate: string;
            /** @description Whether it is closed or open must fit the type. */
            isClosed: boolean;
            /** @description With `endTime`: work happens between the two times, or, if closed, none does. */
            startTime?: string;
            /** @description After `startTime`; `24:00` is the end of the day. */
            endTime?: string;
            /** @description On each date the highest wins; the default is that of the type. */
            priority?: number;
            /** @description Public unless it is for one stylist. */
            reason?: string;
        };
        OverrideBatch: {
            /** @description At least one. Of several that are equal otherwise, the later one wins. */
            overrides: components["schemas"]["NewOverride"][];
            /** @description Where bookings are affected: `warn` (default) writes and lists them, `refuse` refuses with the list. */
            conflictPolicy?: components["schemas"]["ConflictPolicy"];
        };
        OverrideBatchCreated: {
            /** @description In the order of the request. */
            items: components["schemas"]["Override"][];
            /** @description The earliest, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            affectedBookingsTotal: number;
        };
        StylistDays: {
            /** Format: uuid */
            stylistUserId: string;
            /**
             * Format: uuid
             * @description Null: none.
             */
            branchId: string | null;
            /** @description IANA zone that the stylist's dates and times are in. */
            timezone: string;
            displayName: string;
            days: components["schemas"]["EffectiveDay"][];
        };
        EffectiveSchedules: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["StylistDays"][];
            total: number;
        };
        ListedStylist: {
            /** Format: uuid */
            userId: string;
            /** @description IANA zone of the stylist's wall clock. */
            timezone: string;
            /** @description Weekdays of the weekly schedule as of today, 0 = Sunday … 6 = Saturday. */
            workingDays: number[];
            /** @description The override that is under way or comes next, for this stylist alone, for the branch or for all. */
            nextOverride: components["schemas"]["Override"] | null;
            displayName: string;
            isActive: boolean;
            budget: components["schemas"]["Budget"];
        };
        StylistPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["ListedStylist"][];
            total: number;
        };
        StylistService: {
            /** Format: uuid */
            serviceId: string;
            name: string;
            /** @description What customers pay: the stylist's own price if there is one, else that of the service. */
            priceCents: number;
            /** @description How long it takes: the stylist's own duration if there is one, else that of the service. */
            durationMinutes: number;
            /** @description Null: the price of the service. */
            customPriceCents: number | null;
            /** @description Null: the duration of the service. */
            customDurationMinutes: number | null;
        };
        Stylist: {
            /** Format: uuid */
            userId: string;
            displayName: string;
            title: string | null;
            bio: string | null;
            yearsExperience: number | null;
            specialties: string[];
            /** @description IANA zone of the stylist's wall clock. */
            timezone: string;
            /** @description Minutes that stay free before and after each booking. */
            bookingBufferMinutes: number;
            /** @description Bookings that may start on one date. */
            maxDailyBookings: number;
            /**
             * Format: uuid
             * @description The branch where the stylist works; null: none.
             */
            branchId: string | null;
            branchName: string | null;
            /** @description Whether the role has ended. Only a new promotion makes a former stylist active again. */
            isFormer: boolean;
            /**
             * Format: uuid
             * @description The approved promotion. Null: none, as with stylists who came before promotions did.
             */
            promotionId: string | null;
            /** @description Whether customers can book. */
            isActive: boolean;
            /** @description Active services that the stylist offers, by name. */
            services: components["schemas"]["StylistService"][];
            budget: components["schemas"]["Budget"];
        };
        UpdateStylist: {
            displayName?: string;
            title?: string | null;
            bio?: string | null;
            yearsExperience?: number | null;
            specialties?: string[] | null;
            /** @description IANA zone of the stylist’s wall clock. */
            timezone?: string;
            /** @description Minutes that stay free before and after each booking. */
            bookingBufferMinutes?: number;
            /** @description Bookings that may start on one date. */
            maxDailyBookings?: number;
            /**
             * Format: uuid
             * @description An active branch; null: none.
             */
            branchId?: string | null;
            /** @description For the audit log. */
            reason?: string | null;
        };
        Offer: {
            /**
             * Format: uuid
             * @description An active service.
             */
            serviceId: string;
            /** @description Absent: the price of the service. */
            customPriceCents?: number;
            /** @description Absent: the duration of the service. */
            customDurationMinutes?: number;
        };
        SetServices: {
            /** @description Each service once; empty: none is offered any more. */
            services: components["schemas"]["Offer"][];
            /** @description For the audit log. */
            reason?: string;
        };
        DeactivateStylist: {
            /** @description For the audit log. */
            reason: string;
            /** @description Whether the role ends too (default false). Only for stylists without an approved promotion: revoking that one ends the role. */
            endRole?: boolean;
        };
        DeactivatedStylist: {
            /** Format: uuid */
            userId: string;
            displayName: string;
            title: string | null;
            bio: string | null;
            yearsExperience: number | null;
            specialties: string[];
            /** @description IANA zone of the stylist's wall clock. */
            timezone: string;
            /** @description Minutes that stay free before and after each booking. */
            bookingBufferMinutes: number;
            /** @description Bookings that may start on one date. */
            maxDailyBookings: number;
            /**
             * Format: uuid
             * @description The branch where the stylist works; null: none.
             */
            branchId: string | null;
            branchName: string | null;
            /** @description Whether the role has ended. Only a new promotion makes a former stylist active again. */
            isFormer: boolean;
            /**
             * Format: uuid
             * @description The approved promotion. Null: none, as with stylists who came before promotions did.
             */
            promotionId: string | null;
            futureBookingsTotal: number;
            /** @description Whether customers can book. */
            isActive: boolean;
            /** @description Active services that the stylist offers, by name. */
            services: components["schemas"]["StylistService"][];
            budget: components["schemas"]["Budget"];
            /** @description Bookings that have not ended, earliest first; at most 200. */
            futureBookings: components["schemas"]["FutureBooking"][];
        };
        ReactivateStylist: {
            /** @description For the audit log. */
            reason: string;
        };
        StylistBooking: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            serviceId: string;
            serviceName: string | null;
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            status: components["schemas"]["BookingStatus"];
            /** @description Whether it is open (pending, confirmed or in progress, not ended) and not wholly within what is worked now. */
            inConflict: boolean;
        };
        StylistBookingPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["StylistBooking"][];
            total: number;
        };
        Service: {
            /** Format: uuid */
            id: string;
            name: string;
            category: string | null;
            description: string | null;
            durationMinutes: number;
            priceCents: number;
            /** @description A slot is offered until so many hours before it. */
            minAdvanceHours: number;
            /** @description A slot is offered so many days ahead. */
            maxAdvanceDays: number;
        };
        ServicePage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["Service"][];
            total: number;
        };
        OfferedService: {
            /** Format: uuid */
            serviceId: string;
            name: string;
            /** @description What customers pay: the stylist's own price if there is one, else that of the service. */
            priceCents: number;
            /** @description How long it takes: the stylist's own duration if there is one, else that of the service. */
            durationMinutes: number;
        };
        PublicStylist: {
            /** Format: uuid */
            stylistUserId: string;
            displayName: string;
            title: string | null;
            bio: string | null;
            specialties: string[];
            /**
             * Format: uuid
             * @description The branch where the stylist works; null: none.
             */
            branchId: string | null;
            branchName: string | null;
            /** @description Active services that the stylist offers, by name. */
            services: components["schemas"]["OfferedService"][];
        };
        PublicStylistPage: {
            /** @description Null at the end. */
            nextCursor: string | null;
            items: components["schemas"]["PublicStylist"][];
            total: number;
        };
        Branch: {
            /** Format: uuid */
            id: string;
            name: string;
        };
        Branches: {
            items: components["schemas"]["Branch"][];
        };
        Slot: {
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            /** @description `booked` and `reserved` include the stylist's buffer. `unavailable`: blocked, too soon, past, or the day is full. */
            status: components["schemas"]["SlotStatus"];
            priceCents: number;
        };
        AvailableDay: {
            /**
             * Format: date
             * @description The stylist's local date.
             */
            date: string;
            /** @description `open`, or why nothing is available. */
            status: components["schemas"]["DayStatus"];
            availableCount: number;
            slots: components["schemas"]["Slot"][];
        };
        Availability: {
            /** Format: uuid */
            stylistUserId: string;
            /** Format: uuid */
            serviceId: string;
            /** @description The stylist's duration of the service if one is set, else the service's. */
            durationMinutes: number;
            /** @description The query's `timezone`; without one the stylist's zone. */
            timezone: string;
            days: components["schemas"]["AvailableDay"][];
        };
        AvailableMonthDay: {
            /**
             * Format: date
             * @description The stylist's local date.
             */
            date: string;
            /** @description `open`, or why nothing is available. */
            status: components["schemas"]["DayStatus"];
            availableCount: number;
            /**
             * Format: date-time
             * @description The `startTime` of the first available slot.
             */
            firstAvailable: string | null;
        };
        AvailableDays: {
            /** Format: uuid */
            stylistUserId: string;
            /** Format: uuid */
            serviceId: string;
            /** @description The stylist's duration of the service if one is set, else the service's. */
            durationMinutes: number;
            /** @description The query's `timezone`; without one the stylist's zone. */
            timezone: string;
            days: components["schemas"]["AvailableMonthDay"][];
        };
        StylistAvailability: {
            /** Format: uuid */
            stylistUserId: string;
            /** @description The stylist's duration of the service if one is set, else the service's. */
            durationMinutes: number;
            displayName: string;
            days: components["schemas"]["AvailableDay"][];
        };
        AvailabilitySearch: {
            /** Format: uuid */
            serviceId: string;
            /** @description The query's `timezone`; without one the salon's zone. */
            timezone: string;
            /** @description The `cursor` of the next page; null at the end. */
            nextCursor: string | null;
            /** @description How many stylists there are on all pages. */
            total: number;
            /** @description By display name, then id. A page with very many slots holds fewer than `limit`. */
            stylists: components["schemas"]["StylistAvailability"][];
        };
        NextAvailability: {
            /** Format: uuid */
            stylistUserId: string;
            /** Format: uuid */
            serviceId: string;
            /** @description The query's `timezone`; without one the stylist's zone. */
            timezone: string;
            /**
             * Format: date
             * @description The stylist's local date.
             */
            date: string;
            /** @description Null: no slot is earlier. Else the earliest one so far; ask again with this `cursor` to search the rest. */
            nextCursor: string | null;
            slot: components["schemas"]["Slot"];
        };
        CheckedService: {
            /** Format: uuid */
            serviceId: string;
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            priceCents: number;
        };
        AvailabilityCheck: {
            /** @description Null when it can be booked; else the status of a day without slots, `off_grid`, or the status of the slot. */
            reason: components["schemas"]["CheckReason"] | null;
            /** Format: date-time */
            startTime: string;
            /**
             * Format: date-time
             * @description When the last service ends.
             */
            endTime: string;
            isBookable: boolean;
            items: components["schemas"]["CheckedService"][];
        };
        Layer: {
            /** Format: uuid */
            overrideId: string | null;
            overrideType: components["schemas"]["OverrideType"] | null;
            priority: number | null;
            scope: components["schemas"]["OverrideScope"] | null;
            /** @description Wall clock of the stylist's zone, `HH:MM`. */
            start: string | null;
            end: string | null;
            /** @description The layer's effect on the date; `base`: the weekly hours. */
            outcome: components["schemas"]["LayerOutcome"];
            isClosed: boolean;
        };
        Busy: {
            kind: components["schemas"]["BusyKind"];
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
        };
        ExplainedSlot: {
            /** Format: date-time */
            startTime: string;
            /** Format: date-time */
            endTime: string;
            /** @description `booked` and `reserved` include the stylist's buffer. `unavailable`: blocked, too soon, past, or the day is full. */
            status: components["schemas"]["SlotStatus"];
            /** @description Null for an available slot. */
            reason: components["schemas"]["SlotReason"] | null;
        };
        ExplainedDay: {
            /** Format: date */
            date: string;
            status: components["schemas"]["EffectiveDayStatus"];
            break: components["schemas"]["Window"] | null;
            /** @description The working windows, without blocks and break. */
            windows: components["schemas"]["Window"][];
            source: components["schemas"]["DaySource"];
            /** @description The overrides that cover the date but do not decide it. */
            shadowed: components["schemas"]["OverrideName"][];
            /** @description The blocks that are taken out of the window. */
            blocks: components["schemas"]["Blocked"][];
            /** @description Active bookings (all but cancelled and no_show) that start on the date. */
            bookings: number;
            layers: components["schemas"]["Layer"][];
            /** @description The bookings and holds on the date, or so near that the stylist's buffer reaches it. */
            busy: components["schemas"]["Busy"][];
            slots: components["schemas"]["ExplainedSlot"][];
        };
        DevTokenRequest: {
            /** @description A person of the demo salon. */
            persona: components["schemas"]["Persona"];
        };
        DevToken: {
            /** Format: uuid */
            userId: string;
            persona: components["schemas"]["Persona"];
            /** @description Paste it into "Authorize". */
            token: string;
        };
        /** @description The request is not valid. */
        ValidationFailedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 400;
            /** @enum {string} */
            code: "VALIDATION_FAILED";
            /** @description The first 20 wrong fields of the body, query or path. A path or message is cut at 200 characters. */
            errors?: components["schemas"]["FieldError"][];
            /** @description How many there are in all. */
            errorsTotal?: number;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "VALIDATION_FAILED";
        };
        /** @description The range of dates is too long. */
        RangeTooLongProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 400;
            /** @enum {string} */
            code: "RANGE_TOO_LONG";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "RANGE_TOO_LONG";
        };
        /** @description The time zone is unknown. */
        InvalidTimezoneProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 400;
            /** @enum {string} */
            code: "INVALID_TIMEZONE";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "INVALID_TIMEZONE";
        };
        /** @description Sign-in is required. */
        UnauthenticatedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 401;
            /** @enum {string} */
            code: "UNAUTHENTICATED";
        };
        /** @description You may not do this. */
        ForbiddenProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 403;
            /** @enum {string} */
            code: "FORBIDDEN";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "FORBIDDEN";
        };
        /** @description You cannot work on your own promotion. */
        SelfPromotionProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 403;
            /** @enum {string} */
            code: "SELF_PROMOTION";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "SELF_PROMOTION";
        };
        /** @description Another admin must approve. */
        FourEyesProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 403;
            /** @enum {string} */
            code: "FOUR_EYES";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "FOUR_EYES";
        };
        /** @description The promotion does not exist. */
        PromotionNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "PROMOTION_NOT_FOUND";
        };
        /** @description The override does not exist. */
        OverrideNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "OVERRIDE_NOT_FOUND";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "OVERRIDE_NOT_FOUND";
        };
        /** @description The stylist does not exist. */
        StylistNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "STYLIST_NOT_FOUND";
            /** @description Only of one item of a batch: its place, from 0. */
            index?: number;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "STYLIST_NOT_FOUND";
        };
        /** @description The branch does not exist. */
        BranchNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "BRANCH_NOT_FOUND";
            /** @description Only of one item of a batch: its place, from 0. */
            index?: number;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "BRANCH_NOT_FOUND";
        };
        /** @description The service does not exist. */
        ServiceNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "SERVICE_NOT_FOUND";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "SERVICE_NOT_FOUND";
        };
        /** @description The stylist does not offer this service. */
        ServiceNotOfferedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "SERVICE_NOT_OFFERED";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "SERVICE_NOT_OFFERED";
        };
        /** @description The user does not exist. */
        UserNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "USER_NOT_FOUND";
        };
        /** @description The webhook does not exist. */
        WebhookNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "WEBHOOK_NOT_FOUND";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "WEBHOOK_NOT_FOUND";
        };
        /** @description The delivery does not exist. */
        DeliveryNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "DELIVERY_NOT_FOUND";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "DELIVERY_NOT_FOUND";
        };
        /** @description No slot is available. */
        NoAvailabilityProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 404;
            /** @enum {string} */
            code: "NO_AVAILABILITY";
            /** @description The `cursor` of a request that goes on; null: the search is complete. */
            nextCursor: string | null;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "NO_AVAILABILITY";
        };
        /** @description The request conflicts with what exists. */
        ConflictProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "CONFLICT";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "CONFLICT";
        };
        /** @description Another change happened at the same time; try again. */
        ConflictRetryProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "CONFLICT_RETRY";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "CONFLICT_RETRY";
        };
        /** @description The user is already an active stylist. */
        AlreadyStylistProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "ALREADY_STYLIST";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "ALREADY_STYLIST";
        };
        /** @description The stylist is already active. */
        AlreadyActiveProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "ALREADY_ACTIVE";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "ALREADY_ACTIVE";
        };
        /** @description The stylist is already inactive. */
        AlreadyInactiveProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "ALREADY_INACTIVE";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "ALREADY_INACTIVE";
        };
        /** @description The role of the stylist has ended; promote the user anew. */
        NotAStylistProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "NOT_A_STYLIST";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "NOT_A_STYLIST";
        };
        /** @description The role comes from an approved promotion; revoke that. */
        HasPromotionProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "HAS_PROMOTION";
            /**
             * Format: uuid
             * @description The approved promotion that the role comes from.
             */
            promotionId: string;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "HAS_PROMOTION";
        };
        /** @description The promotion has already ended. */
        PromotionClosedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "PROMOTION_CLOSED";
            /** @description The state of the promotion, which stands in the way. */
            currentStatus: components["schemas"]["PromotionStatus"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "PROMOTION_CLOSED";
        };
        /** @description The promotion cannot take this step from its current state. */
        InvalidTransitionProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "INVALID_TRANSITION";
            /** @description The state of the promotion, which stands in the way. */
            currentStatus: components["schemas"]["PromotionStatus"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "INVALID_TRANSITION";
        };
        /** @description The promotion has 500 notes added by hand. */
        NotesFullProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "NOTES_FULL";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "NOTES_FULL";
        };
        /** @description Not all checks have passed. */
        ChecksIncompleteProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "CHECKS_INCOMPLETE";
            /** @description The checks that are due. */
            missing: components["schemas"]["Requirement"][];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "CHECKS_INCOMPLETE";
        };
        /** @description The same override already exists. */
        DuplicateOverrideProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "DUPLICATE_OVERRIDE";
            /** @description Only of one item of a batch: its place, from 0. */
            index?: number;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "DUPLICATE_OVERRIDE";
        };
        /** @description The change affects bookings. */
        BookingsAffectedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "BOOKINGS_AFFECTED";
            /** @description The earliest of them, at most 200. */
            affectedBookings: components["schemas"]["AffectedBooking"][];
            /** @description How many there are in all. */
            affectedBookingsTotal: number;
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "BOOKINGS_AFFECTED";
        };
        /** @description An admin has closed this day. */
        ClosedByAdminProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "CLOSED_BY_ADMIN";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "CLOSED_BY_ADMIN";
        };
        /** @description The change would have no effect. */
        NoEffectProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "NO_EFFECT";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "NO_EFFECT";
        };
        /** @description The override has already begun. */
        OverrideStartedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "OVERRIDE_STARTED";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "OVERRIDE_STARTED";
        };
        /** @description The override has already ended. */
        OverrideInPastProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "OVERRIDE_IN_PAST";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "OVERRIDE_IN_PAST";
        };
        /** @description Webhooks need the setting WEBHOOK_SECRET_KEY. */
        WebhooksOffProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "WEBHOOKS_OFF";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "WEBHOOKS_OFF";
        };
        /** @description There are 50 webhooks already. */
        WebhooksFullProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "WEBHOOKS_FULL";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "WEBHOOKS_FULL";
        };
        /** @description The same request is still running. */
        IdempotencyInProgressProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 409;
            /** @enum {string} */
            code: "IDEMPOTENCY_IN_PROGRESS";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "IDEMPOTENCY_IN_PROGRESS";
        };
        /** @description The resource has changed since you read it. */
        VersionMismatchProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 412;
            /** @enum {string} */
            code: "VERSION_MISMATCH";
        };
        /** @description The body is too large. */
        PayloadTooLargeProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 413;
            /** @enum {string} */
            code: "PAYLOAD_TOO_LARGE";
        };
        /** @description The body must be uncompressed JSON. */
        UnsupportedMediaTypeProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 415;
            /** @enum {string} */
            code: "UNSUPPORTED_MEDIA_TYPE";
        };
        /** @description The profile is incomplete. */
        ProfileIncompleteProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 422;
            /** @enum {string} */
            code: "PROFILE_INCOMPLETE";
            /** @description Fields of the profile. */
            missing: string[];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "PROFILE_INCOMPLETE";
        };
        /** @description A service does not exist or is inactive. */
        ServicesNotFoundProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 422;
            /** @enum {string} */
            code: "SERVICE_NOT_FOUND";
            /** @description The ids of services that do not exist or are inactive. */
            unknown: string[];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "SERVICE_NOT_FOUND";
        };
        /** @description The idempotency key belongs to another request. */
        IdempotencyKeyReusedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 422;
            /** @enum {string} */
            code: "IDEMPOTENCY_KEY_REUSED";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "IDEMPOTENCY_KEY_REUSED";
        };
        /** @description Too many requests. */
        RateLimitedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 429;
            /** @enum {string} */
            code: "RATE_LIMITED";
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "RATE_LIMITED";
        };
        /** @description The override budget of this month is used up. */
        OverrideBudgetExhaustedProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 429;
            /** @enum {string} */
            code: "OVERRIDE_BUDGET_EXHAUSTED";
            /** @description The counter that is too low: changes of this month, or emergency tokens. */
            exhausted: components["schemas"]["ExhaustedCounter"];
            /** @description The budget as it is. `resetsAt` says when the month turns. */
            budget: components["schemas"]["Budget"];
        } & {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            code: "OVERRIDE_BUDGET_EXHAUSTED";
        };
        /** @description The service is temporarily unavailable; try again. */
        TemporarilyUnavailableProblem: components["schemas"]["Problem"] & {
            /** @enum {integer} */
            status: 503;
            /** @enum {string} */
            code: "TEMPORARILY_UNAVAILABLE";
            /** @description Only at `/health/ready`: the reasons. */
            missing?: string[];
        };
        /** @enum {string} */
        LogCategory: "governance" | "security" | "data_access" | "configuration";
        /** @enum {string} */
        LogSeverity: "info" | "warning" | "critical";
        /** @enum {string} */
        LogAction: "CREATE_PROMOTION" | "SUBMIT_PROMOTION" | "RECORD_CHECKS" | "SAVE_DRAFT" | "ADD_NOTE" | "APPROVE_PROMOTION" | "REJECT_PROMOTION" | "REVOKE_PROMOTION" | "ROLE_CHANGED" | "CREATE_OVERRIDE" | "UPDATE_OVERRIDE" | "DELETE_OVERRIDE" | "REPLACE_SCHEDULE" | "CREATE_WEBHOOK" | "UPDATE_WEBHOOK" | "DELETE_WEBHOOK" | "UPDATE_STYLIST" | "SET_SERVICES" | "DEACTIVATE_STYLIST" | "REACTIVATE_STYLIST" | "DIRECT_CHANGE" | "UPDATE_BUDGET" | "EXPORT_LOG" | "REFUSED" | "REFUSALS_SUPPRESSED";
        /** @enum {string} */
        LogTargetType: "service" | "stylist_profile" | "stylist_schedule" | "stylist_promotion" | "schedule_override" | "override_budget" | "audit_log" | "webhook";
        /** @enum {string} */
        ExportFormat: "csv" | "ndjson";
        /** @enum {string} */
        ScheduleChangeType: "availability_override" | "schedule_update" | "emergency_block";
        /** @enum {string} */
        EventType: "promotion.opened" | "promotion.submitted" | "promotion.updated" | "promotion.approved" | "promotion.rejected" | "promotion.revoked" | "override.created" | "override.updated" | "override.ended" | "schedule.replaced" | "stylist.updated" | "stylist.deactivated" | "stylist.reactivated" | "budget.changed" | "budget.exhausted" | "bookings.affected" | "audit.critical";
        /** @enum {string} */
        DeliveryStatus: "pending" | "delivered" | "failed";
        /** @enum {string} */
        PromotionStatus: "draft" | "pending_checks" | "pending_training" | "pending_approval" | "approved" | "rejected" | "revoked";
        /** @enum {string} */
        OverrideType: "business_closure" | "stylist_vacation" | "seasonal_hours" | "special_event";
        /** @enum {string} */
        OverrideScope: "all" | "branch" | "stylist";
        /** @enum {string} */
        OverrideOrigin: "admin" | "stylist";
        /** @enum {string} */
        OverrideStatus: "upcoming" | "active" | "past";
        /** @enum {string} */
        BookingStatus: "pending" | "confirmed" | "in_progress" | "completed" | "cancelled" | "no_show";
        /** @enum {string} */
        ShownSlots: "all" | "available";
        /** @enum {string} */
        LogName: "service_management_log" | "schedule_change_log";
        /** @enum {string} */
        BackgroundCheck: "pending" | "in_progress" | "passed" | "failed";
        /** @enum {string} */
        IdVerification: "pending" | "submitted" | "verified" | "rejected";
        /** @enum {string} */
        PromotionStep: "create" | "submit" | "record_checks" | "save_draft" | "note" | "approve" | "reject" | "revoke";
        /** @enum {string} */
        Requirement: "background_check" | "id_verification" | "training" | "mfa";
        /** @enum {string} */
        AdminAction: "submit" | "approve" | "reject" | "revoke";
        /** @enum {string} */
        Blocker: "background_check" | "id_verification" | "training" | "mfa" | "not_self" | "second_admin";
        /** @enum {string} */
        TransitionAction: "submit" | "record_checks" | "approve" | "reject" | "revoke";
        /** @enum {string} */
        Mover: "admin" | "service";
        /** @enum {string} */
        AffectedBookingStatus: "pending" | "confirmed" | "in_progress";
        /** @enum {string} */
        ConflictPolicy: "warn" | "refuse";
        /** @enum {string} */
        ScheduleLayer: "base" | "override";
        /** @enum {string} */
        EffectiveDayStatus: "working" | "closed" | "day_off" | "no_schedule";
        /** @enum {string} */
        Charge: "none" | "monthly" | "emergency";
        /** @enum {string} */
        ChangeRefusal: "DUPLICATE_OVERRIDE" | "CLOSED_BY_ADMIN" | "NO_EFFECT" | "BOOKINGS_AFFECTED" | "OVERRIDE_BUDGET_EXHAUSTED";
        /** @enum {string} */
        ConflictLayer: "base" | "override" | "inactive";
        /** @enum {string} */
        SlotStatus: "available" | "booked" | "reserved" | "in_break" | "unavailable";
        /** @enum {string} */
        DayStatus: "open" | "past" | "beyond_booking_window" | "no_schedule" | "closed" | "day_off" | "too_short" | "too_soon" | "fully_booked";
        /** @enum {string} */
        CheckReason: "past" | "beyond_booking_window" | "no_schedule" | "closed" | "day_off" | "too_short" | "too_soon" | "fully_booked" | "off_grid" | "booked" | "reserved" | "in_break" | "unavailable";
        /** @enum {string} */
        LayerOutcome: "won" | "shadowed" | "subtracted" | "base";
        /** @enum {string} */
        BusyKind: "booking" | "hold";
        /** @enum {string} */
        SlotReason: "booking" | "hold" | "block" | "past" | "too_soon" | "max_daily_bookings" | "break";
        /** @enum {string} */
        Persona: "admin" | "second-admin" | "auditor" | "super-auditor" | "stylist" | "other-stylist" | "candidate" | "customer";
        /** @enum {string} */
        ExhaustedCounter: "monthly" | "emergency";
    };
    responses: {
        /** @description `VALIDATION_FAILED`: The request is not valid. */
        ValidationFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ValidationFailedProblem"];
            };
        };
        /** @description `UNAUTHENTICATED`: Sign-in is required. */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
            };
        };
        /** @description `RATE_LIMITED`: Too many requests. */
        RateLimited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RateLimitedProblem"];
            };
        };
        /** @description `TEMPORARILY_UNAVAILABLE`: The service is temporarily unavailable; try again. */
        TemporarilyUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TemporarilyUnavailableProblem"];
            };
        };
        /** @description `FORBIDDEN`: You may not do this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ForbiddenProblem"];
            };
        };
        /** @description `VALIDATION_FAILED`: The request is not valid. `RANGE_TOO_LONG`: The range of dates is too long. */
        ValidationFailedOrRangeTooLong: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["RangeTooLongProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `WEBHOOKS_OFF`: Webhooks need the setting WEBHOOK_SECRET_KEY. `WEBHOOKS_FULL`: There are 50 webhooks already. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrWebhooksOffOrWebhooksFullOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["WebhooksOffProblem"] | components["schemas"]["WebhooksFullProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `PAYLOAD_TOO_LARGE`: The body is too large. */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["PayloadTooLargeProblem"];
            };
        };
        /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be uncompressed JSON. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /** @description `IDEMPOTENCY_KEY_REUSED`: The idempotency key belongs to another request. */
        IdempotencyKeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"];
            };
        };
        /** @description `WEBHOOK_NOT_FOUND`: The webhook does not exist. */
        WebhookNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["WebhookNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `WEBHOOKS_OFF`: Webhooks need the setting WEBHOOK_SECRET_KEY. */
        ConflictRetryOrWebhooksOff: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["WebhooksOffProblem"];
            };
        };
        /** @description `VERSION_MISMATCH`: The resource has changed since you read it. */
        VersionMismatch: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["VersionMismatchProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. */
        ConflictRetry: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `WEBHOOKS_OFF`: Webhooks need the setting WEBHOOK_SECRET_KEY. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrWebhooksOffOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["WebhooksOffProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `WEBHOOK_NOT_FOUND`: The webhook does not exist. `DELIVERY_NOT_FOUND`: The delivery does not exist. */
        WebhookNotFoundOrDeliveryNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["WebhookNotFoundProblem"] | components["schemas"]["DeliveryNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `FORBIDDEN`: You may not do this. `SELF_PROMOTION`: You cannot work on your own promotion. */
        ForbiddenOrSelfPromotion: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["SelfPromotionProblem"];
            };
        };
        /** @description `USER_NOT_FOUND`: The user does not exist. */
        UserNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UserNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `ALREADY_STYLIST`: The user is already an active stylist. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrAlreadyStylistOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["AlreadyStylistProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `PROMOTION_NOT_FOUND`: The promotion does not exist. */
        PromotionNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["PromotionNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `PROMOTION_CLOSED`: The promotion has already ended. */
        ConflictRetryOrPromotionClosed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["PromotionClosedProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `PROMOTION_CLOSED`: The promotion has already ended. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrPromotionClosedOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["PromotionClosedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `INVALID_TRANSITION`: The promotion cannot take this step from its current state. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrInvalidTransitionOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["InvalidTransitionProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `FORBIDDEN`: You may not do this. `SELF_PROMOTION`: You cannot work on your own promotion. `FOUR_EYES`: Another admin must approve. */
        ForbiddenOrSelfPromotionOrFourEyes: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ForbiddenProblem"] | components["schemas"]["SelfPromotionProblem"] | components["schemas"]["FourEyesProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `INVALID_TRANSITION`: The promotion cannot take this step from its current state. `CHECKS_INCOMPLETE`: Not all checks have passed. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrInvalidTransitionOrChecksIncompleteOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["InvalidTransitionProblem"] | components["schemas"]["ChecksIncompleteProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `PROFILE_INCOMPLETE`: The profile is incomplete. `SERVICE_NOT_FOUND`: A service does not exist or is inactive. `IDEMPOTENCY_KEY_REUSED`: The idempotency key belongs to another request. */
        ProfileIncompleteOrServicesNotFoundOrIdempotencyKeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ProfileIncompleteProblem"] | components["schemas"]["ServicesNotFoundProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `NOTES_FULL`: The promotion has 500 notes added by hand. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrNotesFullOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["NotesFullProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `STYLIST_NOT_FOUND`: The stylist does not exist. */
        StylistNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["StylistNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `BOOKINGS_AFFECTED`: The change affects bookings. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrBookingsAffectedOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["BookingsAffectedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `STYLIST_NOT_FOUND`: The stylist does not exist. `BRANCH_NOT_FOUND`: The branch does not exist. */
        StylistNotFoundOrBranchNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["StylistNotFoundProblem"] | components["schemas"]["BranchNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `DUPLICATE_OVERRIDE`: The same override already exists. `BOOKINGS_AFFECTED`: The change affects bookings. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["DuplicateOverrideProblem"] | components["schemas"]["BookingsAffectedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `OVERRIDE_NOT_FOUND`: The override does not exist. `STYLIST_NOT_FOUND`: The stylist does not exist. `BRANCH_NOT_FOUND`: The branch does not exist. */
        OverrideNotFoundOrStylistNotFoundOrBranchNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OverrideNotFoundProblem"] | components["schemas"]["StylistNotFoundProblem"] | components["schemas"]["BranchNotFoundProblem"];
            };
        };
        /** @description `OVERRIDE_NOT_FOUND`: The override does not exist. */
        OverrideNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["OverrideNotFoundProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `DUPLICATE_OVERRIDE`: The same override already exists. `BOOKINGS_AFFECTED`: The change affects bookings. `OVERRIDE_STARTED`: The override has already begun. `OVERRIDE_IN_PAST`: The override has already ended. */
        ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrOverrideStartedOrOverrideInPast: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["DuplicateOverrideProblem"] | components["schemas"]["BookingsAffectedProblem"] | components["schemas"]["OverrideStartedProblem"] | components["schemas"]["OverrideInPastProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `OVERRIDE_IN_PAST`: The override has already ended. */
        ConflictRetryOrOverrideInPast: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["OverrideInPastProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `BOOKINGS_AFFECTED`: The change affects bookings. `CLOSED_BY_ADMIN`: An admin has closed this day. `NO_EFFECT`: The change would have no effect. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrBookingsAffectedOrClosedByAdminOrNoEffectOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["BookingsAffectedProblem"] | components["schemas"]["ClosedByAdminProblem"] | components["schemas"]["NoEffectProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `RATE_LIMITED`: Too many requests. `OVERRIDE_BUDGET_EXHAUSTED`: The override budget of this month is used up. */
        RateLimitedOrOverrideBudgetExhausted: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RateLimitedProblem"] | components["schemas"]["OverrideBudgetExhaustedProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `BOOKINGS_AFFECTED`: The change affects bookings. `OVERRIDE_IN_PAST`: The override has already ended. */
        ConflictRetryOrBookingsAffectedOrOverrideInPast: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["BookingsAffectedProblem"] | components["schemas"]["OverrideInPastProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `DUPLICATE_OVERRIDE`: The same override already exists. `BOOKINGS_AFFECTED`: The change affects bookings. `NO_EFFECT`: The change would have no effect. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrNoEffectOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["DuplicateOverrideProblem"] | components["schemas"]["BookingsAffectedProblem"] | components["schemas"]["NoEffectProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `SERVICE_NOT_FOUND`: A service does not exist or is inactive. `IDEMPOTENCY_KEY_REUSED`: The idempotency key belongs to another request. */
        ServicesNotFoundOrIdempotencyKeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ServicesNotFoundProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `ALREADY_INACTIVE`: The stylist is already inactive. `HAS_PROMOTION`: The role comes from an approved promotion; revoke that. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrAlreadyInactiveOrHasPromotionOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["AlreadyInactiveProblem"] | components["schemas"]["HasPromotionProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `CONFLICT_RETRY`: Another change happened at the same time; try again. `ALREADY_ACTIVE`: The stylist is already active. `NOT_A_STYLIST`: The role of the stylist has ended; promote the user anew. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictRetryOrAlreadyActiveOrNotAStylistOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictRetryProblem"] | components["schemas"]["AlreadyActiveProblem"] | components["schemas"]["NotAStylistProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `VALIDATION_FAILED`: The request is not valid. `RANGE_TOO_LONG`: The range of dates is too long. `INVALID_TIMEZONE`: The time zone is unknown. */
        ValidationFailedOrRangeTooLongOrInvalidTimezone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["RangeTooLongProblem"] | components["schemas"]["InvalidTimezoneProblem"];
            };
        };
        /** @description `STYLIST_NOT_FOUND`: The stylist does not exist. `SERVICE_NOT_FOUND`: The service does not exist. `SERVICE_NOT_OFFERED`: The stylist does not offer this service. */
        StylistNotFoundOrServiceNotFoundOrServiceNotOffered: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["StylistNotFoundProblem"] | components["schemas"]["ServiceNotFoundProblem"] | components["schemas"]["ServiceNotOfferedProblem"];
            };
        };
        /** @description `SERVICE_NOT_FOUND`: The service does not exist. */
        ServiceNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ServiceNotFoundProblem"];
            };
        };
        /** @description `VALIDATION_FAILED`: The request is not valid. `INVALID_TIMEZONE`: The time zone is unknown. */
        ValidationFailedOrInvalidTimezone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ValidationFailedProblem"] | components["schemas"]["InvalidTimezoneProblem"];
            };
        };
        /** @description `STYLIST_NOT_FOUND`: The stylist does not exist. `SERVICE_NOT_FOUND`: The service does not exist. `SERVICE_NOT_OFFERED`: The stylist does not offer this service. `NO_AVAILABILITY`: No slot is available. */
        StylistNotFoundOrServiceNotFoundOrServiceNotOfferedOrNoAvailability: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["StylistNotFoundProblem"] | components["schemas"]["ServiceNotFoundProblem"] | components["schemas"]["ServiceNotOfferedProblem"] | components["schemas"]["NoAvailabilityProblem"];
            };
        };
        /** @description `CONFLICT`: The request conflicts with what exists. `CONFLICT_RETRY`: Another change happened at the same time; try again. `IDEMPOTENCY_IN_PROGRESS`: The same request is still running. */
        ConflictOrConflictRetryOrIdempotencyInProgress: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConflictProblem"] | components["schemas"]["ConflictRetryProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listServiceLog: {
        parameters: {
            query?: {
                category?: components["schemas"]["LogCategory"];
                severity?: components["schemas"]["LogSeverity"];
                action?: components["schemas"]["LogAction"];
                /** @description The user who acted. */
                actorId?: string;
                targetType?: components["schemas"]["LogTargetType"];
                /** @description The promotion, override or stylist that the action changed. */
                targetId?: string;
                /** @description The first date, of BUSINESS_TIMEZONE, or the first instant. */
                from?: string;
                /** @description The last date, which is included, or an instant, which is excluded. */
                to?: string;
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceLogPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    exportServiceLog: {
        parameters: {
            query: {
                category?: components["schemas"]["LogCategory"];
                severity?: components["schemas"]["LogSeverity"];
                action?: components["schemas"]["LogAction"];
                /** @description The user who acted. */
                actorId?: string;
                targetType?: components["schemas"]["LogTargetType"];
                /** @description The promotion, override or stylist that the action changed. */
                targetId?: string;
                /** @description The first date, of BUSINESS_TIMEZONE, or the first instant. */
                from?: string;
                /** @description The last date, which is included, or an instant, which is excluded. */
                to?: string;
                format: components["schemas"]["ExportFormat"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The name of the file. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listScheduleChanges: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description The stylist whose schedule changed. */
                stylistId?: string;
                changeType?: components["schemas"]["ScheduleChangeType"];
                isEmergency?: boolean;
                /** @description The user who acted. */
                actorId?: string;
                /** @description The first date, of BUSINESS_TIMEZONE, or the first instant. */
                from?: string;
                /** @description The last date, which is included, or an instant, which is excluded. */
                to?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleChangePage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    summarizeServiceLog: {
        parameters: {
            query?: {
                /** @description The first date, of BUSINESS_TIMEZONE, or the first instant. By default 30 days before the end. */
                from?: string;
                /** @description The last date, which is included, or an instant, which is excluded. By default today. */
                to?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    verifyLogs: {
        parameters: {
            query?: {
                /** @description The digest of a head that was noted before. `sinceFound` tells whether it still is in the chain. */
                since?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Only events after this one. One that is no longer kept reads from the oldest. */
                after?: string;
                /** @description Only these types, repeated or separated by commas. */
                types?: components["schemas"]["EventType"][];
                /** @description At most so many items; 50 unless given. */
                limit?: number;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    /** @description The path of the new resource. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["ConflictRetryOrWebhooksOffOrWebhooksFullOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    showWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["ConflictRetry"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhook"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["ConflictRetryOrWebhooksOff"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["ConflictRetryOrWebhooksOffOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["ConflictRetryOrWebhooksOff"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only these states; may be repeated. */
                status?: components["schemas"]["DeliveryStatus"][];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    retryDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFoundOrDeliveryNotFound"];
            409: components["responses"]["ConflictRetryOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    checkLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    checkReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["ValidationFailed"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listPromotions: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Any of these states. */
                status?: components["schemas"]["PromotionStatus"][];
                /** @description The candidate. */
                userId?: string;
                /** @description A part of the candidate’s display name, in any case. */
                q?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    openPromotion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenPromotion"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    /** @description The path of the new resource. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["UserNotFound"];
            409: components["responses"]["ConflictRetryOrAlreadyStylistOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getPromotionWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listMyPromotions: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyPromotions"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getPromotion: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PromotionNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listPromotionSteps: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["PromotionNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    recordChecks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordChecks"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrPromotionClosed"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    saveProfileDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProfileDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrPromotionClosedOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    submitPromotion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A promotion in draft. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Submit"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrInvalidTransitionOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    approvePromotion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A promotion in pending_approval. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Approve"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotionOrFourEyes"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrInvalidTransitionOrChecksIncompleteOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ProfileIncompleteOrServicesNotFoundOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    rejectPromotion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["End"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrInvalidTransitionOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    revokePromotion: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description An approved promotion. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["End"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokedPromotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrInvalidTransitionOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    addPromotionNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddNote"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    /** @description The path of the new resource. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrSelfPromotion"];
            404: components["responses"]["PromotionNotFound"];
            409: components["responses"]["ConflictRetryOrNotesFullOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    findCandidates: {
        parameters: {
            query: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description A part of the display name or the username, in any case, or a whole e-mail address. */
                q: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CandidatePage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Weeks"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    replaceSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceWeek"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WeekReplaced"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            409: components["responses"]["ConflictRetryOrBookingsAffectedOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getEffectiveSchedule: {
        parameters: {
            query: {
                /** @description First date, in the stylist’s zone. */
                from: string;
                /** @description Last date, included; at most 92 days in all. */
                to: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectiveSchedule"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listOverrides: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                type?: components["schemas"]["OverrideType"];
                /** @description Only overrides for this stylist alone, without those for all or for the branch. */
                stylistId?: string;
                /** @description Only overrides for this branch, without those for all or for one stylist. */
                branchId?: string;
                /** @description For all stylists, a branch, or one stylist. */
                scope?: components["schemas"]["OverrideScope"];
                /** @description Whether an admin or the stylist made it. */
                origin?: components["schemas"]["OverrideOrigin"];
                /** @description Only those that end on this date or later. */
                from?: string;
                /** @description Only those that begin on this date or earlier. */
                to?: string;
                /** @description By the present date of the stylist, or of the business where it is for all stylists or a branch. */
                status?: components["schemas"]["OverrideStatus"];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverridePage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    createOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOverride"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    /** @description The path of the new resource. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverrideChanged"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFoundOrBranchNotFound"];
            409: components["responses"]["ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    previewOverride: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewOverride"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverridePreview"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFoundOrStylistNotFoundOrBranchNotFound"];
            409: components["responses"]["ConflictRetry"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The override’s id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    deleteOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description The override’s id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFound"];
            409: components["responses"]["ConflictRetryOrOverrideInPast"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    updateOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description The override’s id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOverride"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverrideChanged"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFoundOrStylistNotFoundOrBranchNotFound"];
            409: components["responses"]["ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrOverrideStartedOrOverrideInPast"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listPublicOverrides: {
        parameters: {
            query?: {
                /** @description Only those that end on this date or later. */
                from?: string;
                /** @description Only those that begin on this date or earlier. */
                to?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicOverrides"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listBudgets: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only budgets whose month is used up (true) or is not (false). */
                exhausted?: boolean;
                /** @description Active stylists (true, also when absent) or former ones (false). */
                active?: boolean;
                /** @description A part of the display name, in any case. */
                q?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    updateBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateBudget"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            409: components["responses"]["ConflictRetry"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getMyBudget: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budget"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getMyEffectiveSchedule: {
        parameters: {
            query: {
                /** @description First date, in the stylist’s zone. */
                from: string;
                /** @description Last date, included; at most 92 days in all. */
                to: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectiveSchedule"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    setMyDay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description A date in my time zone. */
                date: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetDay"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayChanged"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["ConflictRetryOrBookingsAffectedOrClosedByAdminOrNoEffectOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimitedOrOverrideBudgetExhausted"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    clearMyDay: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description A date in my time zone for which I have set something. */
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancelled"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFound"];
            409: components["responses"]["ConflictRetryOrBookingsAffectedOrOverrideInPast"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    takeTimeOff: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TimeOff"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    /** @description The path of the new resource. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimeOffTaken"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrNoEffectOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimitedOrOverrideBudgetExhausted"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    previewMyChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyPreview"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["ConflictRetry"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listMyOverrides: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only those that end on this date or later. */
                from?: string;
                /** @description Only those that begin on this date or earlier. */
                to?: string;
                status?: components["schemas"]["OverrideStatus"];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverridePage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getMyOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description An override that I made. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Override"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    cancelMyOverride: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description An override that I made. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancelled"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OverrideNotFound"];
            409: components["responses"]["ConflictRetryOrBookingsAffectedOrOverrideInPast"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listMyScheduleChanges: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyScheduleChangePage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listBookingConflicts: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only bookings that end on this date or later; today. */
                from?: string;
                /** @description Only bookings that begin on this date or earlier; at most, and by default, 366 days in all. */
                to?: string;
                /** @description Only bookings of this stylist. */
                stylistId?: string;
                /** @description Only bookings of the stylists of this branch. */
                branchId?: string;
                /** @description Only conflicts that this override causes. */
                overrideId?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookingConflictPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listMyBookingConflicts: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only bookings that end on this date or later; today. */
                from?: string;
                /** @description Only bookings that begin on this date or earlier; at most, and by default, 366 days in all. */
                to?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookingConflictPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    createOverrides: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideBatch"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverrideBatchCreated"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFoundOrBranchNotFound"];
            409: components["responses"]["ConflictRetryOrDuplicateOverrideOrBookingsAffectedOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    previewOverrides: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideBatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverridePreview"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFoundOrBranchNotFound"];
            409: components["responses"]["ConflictRetry"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listEffectiveSchedules: {
        parameters: {
            query: {
                /** @description At most so many stylists. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description First date, in each stylist’s zone. */
                from: string;
                /** @description Last date, included; at most 31 days in all. */
                to: string;
                /** @description Only stylists of this branch. */
                branchId?: string;
                /** @description Only these stylists, repeated or separated by commas. Unknown ones are left out. */
                stylistIds?: string[];
                /** @description A part of the display name, in any case. */
                q?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectiveSchedules"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listStylists: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description A part of the display name, in any case. */
                q?: string;
                /** @description Active stylists (true), former ones (false), or both (absent). */
                active?: boolean;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StylistPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getStylist: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stylist"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    updateStylist: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateStylist"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stylist"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFoundOrBranchNotFound"];
            409: components["responses"]["ConflictRetry"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    replaceStylistServices: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetServices"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stylist"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            409: components["responses"]["ConflictRetryOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ServicesNotFoundOrIdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    deactivateStylist: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description An active stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeactivateStylist"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeactivatedStylist"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            409: components["responses"]["ConflictRetryOrAlreadyInactiveOrHasPromotionOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    reactivateStylist: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that you read. If the resource has changed since, the answer is 412. */
                "If-Match"?: string;
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description An inactive stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReactivateStylist"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stylist"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            409: components["responses"]["ConflictRetryOrAlreadyActiveOrNotAStylistOrIdempotencyInProgress"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listStylistBookings: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description First date, in the stylist’s zone; absent: today, or 91 days before `to`. */
                from?: string;
                /** @description Last date, included; at most 92 days in all; absent: 91 days after `from`. */
                to?: string;
                /** @description Any of these statuses. */
                status?: components["schemas"]["BookingStatus"][];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The stylist’s user id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StylistBookingPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLong"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listServices: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description A part of the name, in any case. */
                q?: string;
                /** @description A category, spelt as the services have it. */
                category?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServicePage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listPublicStylists: {
        parameters: {
            query?: {
                /** @description At most so many items. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Those who offer this service. */
                serviceId?: string;
                /** @description Those of this branch. */
                branchId?: string;
                /** @description A part of the display name, in any case. */
                q?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicStylistPage"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    listBranches: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branches"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getAvailability: {
        parameters: {
            query: {
                stylistId: string;
                serviceId: string;
                /** @description One local date of the stylist. Not beside `from` and `to`. */
                date?: string;
                /** @description First local date of the stylist. */
                from?: string;
                /** @description Last local date, included; at most 31 days in all. */
                to?: string;
                /** @description IANA zone; times carry its offset. The stylist’s zone if not given. */
                timezone?: string;
                /** @description `available`: only available slots. */
                status?: components["schemas"]["ShownSlots"];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The tag of this answer. Another zone, filter or moment can have another one. */
                    ETag?: string;
                    /** @description Seconds since the oldest day was computed. */
                    Age?: string;
                    /** @description `service-engine; hit` when every day that can be stored came from a cache, else `service-engine; fwd=miss`. */
                    "Cache-Status"?: string;
                    /** @description `no-cache`: keep the answer, and ask each time whether it is still current; with a token `private` too. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`, with a token. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Availability"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The tag of this answer. Another zone, filter or moment can have another one. */
                    ETag?: string;
                    /** @description Seconds since the oldest day was computed. */
                    Age?: string;
                    /** @description `service-engine; hit` when every day that can be stored came from a cache, else `service-engine; fwd=miss`. */
                    "Cache-Status"?: string;
                    /** @description `no-cache`: keep the answer, and ask each time whether it is still current; with a token `private` too. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`, with a token. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLongOrInvalidTimezone"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["StylistNotFoundOrServiceNotFoundOrServiceNotOffered"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    getAvailableDays: {
        parameters: {
            query: {
                stylistId: string;
                serviceId: string;
                /** @description One local date of the stylist. Not beside `from` and `to`. */
                date?: string;
                /** @description First local date of the stylist. */
                from?: string;
                /** @description Last local date, included; at most 31 days in all. */
                to?: string;
                /** @description IANA zone; times carry its offset. The stylist’s zone if not given. */
                timezone?: string;
                /** @description `available`: only available slots. */
                status?: components["schemas"]["ShownSlots"];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The tag of this answer. Another zone, filter or moment can have another one. */
                    ETag?: string;
                    /** @description Seconds since the oldest day was computed. */
                    Age?: string;
                    /** @description `service-engine; hit` when every day that can be stored came from a cache, else `service-engine; fwd=miss`. */
                    "Cache-Status"?: string;
                    /** @description `no-cache`: keep the answer, and ask each time whether it is still current; with a token `private` too. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`, with a token. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailableDays"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The tag of this answer. Another zone, filter or moment can have another one. */
                    ETag?: string;
                    /** @description Seconds since the oldest day was computed. */
                    Age?: string;
                    /** @description `service-engine; hit` when every day that can be stored came from a cache, else `service-engine; fwd=miss`. */
                    "Cache-Status"?: string;
                    /** @description `no-cache`: keep the answer, and ask each time whether it is still current; with a token `private` too. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`, with a token. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLongOrInvalidTimezone"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["StylistNotFoundOrServiceNotFoundOrServiceNotOffered"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    searchAvailability: {
        parameters: {
            query: {
                serviceId: string;
                /** @description First local date of the stylists. */
                from: string;
                /** @description Last local date, included; at most 7 days in all. */
                to: string;
                /** @description Repeated or separated by commas, at most 50. Unknown ids are left out. Without it: all who offer the service. */
                stylistIds?: string[];
                /** @description Only the stylists of this branch. */
                branchId?: string;
                /** @description IANA zone; times carry its offset. The salon’s zone if not given. */
                timezone?: string;
                /** @description How many stylists at most. */
                limit?: number;
                /** @description Where the page before ended: its `nextCursor`. */
                cursor?: string;
                /** @description `available`: only available slots. */
                status?: components["schemas"]["ShownSlots"];
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailabilitySearch"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrRangeTooLongOrInvalidTimezone"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["ServiceNotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    findNextAvailability: {
        parameters: {
            query: {
                serviceId: string;
                /** @description Only this stylist. */
                stylistId?: string;
                /** @description Only the stylists of this branch. */
                branchId?: string;
                /** @description The slot begins later than this. */
                after?: string;
                /** @description IANA zone; times carry its offset. The stylist’s zone if not given. */
                timezone?: string;
                /** @description Where an answer in part ended: its `nextCursor`. */
                cursor?: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextAvailability"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailedOrInvalidTimezone"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["StylistNotFoundOrServiceNotFoundOrServiceNotOfferedOrNoAvailability"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    checkAvailability: {
        parameters: {
            query: {
                stylistId: string;
                /** @description Not beside `serviceIds`. */
                serviceId?: string;
                /** @description Services of one visit, one after the other: repeated or separated by commas, at most 5. */
                serviceIds?: string[];
                /** @description When the first service begins. */
                startTime: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailabilityCheck"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["StylistNotFoundOrServiceNotFoundOrServiceNotOffered"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    explainAvailability: {
        parameters: {
            query: {
                stylistId: string;
                serviceId: string;
                /** @description A local date of the stylist. */
                date: string;
            };
            header?: {
                /** @description ETags that you have, or `*`. If the current one is among them, the answer is 304 without a body. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplainedDay"];
                };
            };
            /** @description Your version is current, no body */
            304: {
                headers: {
                    /** @description The entity tag of what is shown: strong, but weak for a list. */
                    ETag?: string;
                    /** @description `private, no-cache`: only this caller may store the answer, and must revalidate it before each use. */
                    "Cache-Control"?: string;
                    /** @description `Authorization`: the answer depends on the caller. */
                    Vary?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["StylistNotFoundOrServiceNotFoundOrServiceNotOffered"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    createDevToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DevTokenRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevToken"];
                };
            };
            400: components["responses"]["ValidationFailed"];
            409: components["responses"]["ConflictRetryOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
    resetDemoSalon: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to repeat a request: under the same key it gets the first answer again, for 24 hours. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["ValidationFailed"];
            409: components["responses"]["ConflictOrConflictRetryOrIdempotencyInProgress"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReused"];
            503: components["responses"]["TemporarilyUnavailable"];
        };
    };
}
