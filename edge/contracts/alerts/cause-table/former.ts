/**
 * Wordings of rows as an older edge wrote them into the audit log, alerts and notes of followers. They are read as the
 * row of their code, so that what is on disk has its Chinese text too. A new wording leaves its old one here.
 */
export const FORMER: Readonly<Record<string, readonly string[]>> = {
  "follower-thread-ended": [
    "follower {name}: its thread ended and is started anew since {time}: {reason}",
    "follower {name}: its thread ended and is restarted since {time}: {reason}",
  ],
  "note-begun-anew": ["{path} is damaged: moved aside to {aside}; begun anew with what the commit log has"],
  "note-made-again": [
    "was damaged and is made again from the commit log, as far back as that reaches; the old file is {aside}",
  ],
  "note-other-log": ["followed another commit log and was begun anew; the old file is {aside}"],
  "note-kept": ["did not say which commit log it follows; it is kept, and taken to follow this one"],
  "follower-opening": ["follower {name} is being opened anew; ask again in a few seconds"],
  "drawing-png": ["The drawing is not taken: {why}. Save it as a PNG again."],
  "drawing-svg": ["The drawing is not taken: {why}. Save it as a plain SVG of lines and shapes, or as a PNG."],
  "tls-name": [
    "{place}: its certificate is for another name; use the name that stands in the certificate, or give the " +
      "server one for this name",
  ],
  "tls-untrusted": [
    "{place}: its certificate comes from an authority that the edge does not know; give the source that authority's " +
      "certificate as ca",
  ],
  "tls-certificate-refused": [
    "{place} refuses the edge's certificate; give the source cert and key that the server knows",
  ],
  "tls-no-pem": ["the file is no PEM"],
  "layout-busy": ["Other changes of the layout are being checked. Try again in some seconds."],
  "layout-changed-meanwhile": [
    "The plant's config was changed while the layout was checked. Read it again, and make your change in it.",
  ],
  "layout-no-restart": ["This edge cannot start itself again. Restart it where it was started."],
  "config-not-taken": ["the config was not taken, everything goes on as before. {problems}"],
  "restart-not-taken": ["The edge was not started again, everything goes on as before. {problems}"],
  "no-discovery": ["This edge has no OPC UA discovery."],
  "discovery-endpoint": ["endpoint is no address; write opc.tcp://host:{port}"],
  "opcua-namespaces": ["{place}: the server does not tell its namespaces ({status}); look at the server's log"],
  "stop-unknown": ["no stop of this machine began then; take `from` as /api/v1/states says it"],
  "range-order": ["from must lie before to"],
  "range-days-kept": ["take {days} days at most: the edge remembers thirty"],
  "range-rows": ["this is more than {most} rows; take a shorter range, longer periods or one asset"],
  "range-samples-read": ["a tag has more than {most} samples in this range; take a shorter one"],
  "range-alerts": ["more than {most} alerts fit; take a shorter time"],
  "cursor-other": ["the cursor is of another question; ask with the tags that it was given for, or without it"],
  "audit-busy": ["Too many clients read the record at this moment. Try again in a few seconds."],
  "method-unknown": ["This address does not take the method."],
  "part-not-working": ["A part of the edge that this needs does not work at the moment; see /api/v1/health."],
  internal: ["Something went wrong in the edge; its log tells more under the correlation id."],
  "too-many-questions": ["Too many questions of this kind ({kind}) are being answered. Try again in a few seconds."],
  "stream-yours-full": ["No place to read the stream: you have {most} already."],
  "replay-yours-full": ["No place to replay: you have {most} already."],
  "sign-in-busy": ["Too many people sign in at this moment; try again in a few seconds."],
  "password-short": [
    "A password has at least {most} characters. A few words in a row are easier to keep in mind than symbols.",
  ],
  "own-machine-only": [
    "The edge has no users yet, so only programs on its own machine may ask. Make the first user there: gemba " +
      "users invite. To open it to a network that checks people itself, set `api.access: network` in the config.",
  ],
  "other-site": ["The request comes from a page of another site; only pages that the edge serves may ask."],
  "needs-user-reset": [
    "Resetting a latched alert needs a user, and the edge has no users yet: it says that somebody looked. On " +
      "the edge's machine: gemba users invite",
  ],
  "needs-user-trust": [
    "Trust decisions need a user, and the edge has no users yet: whom a plant trusts is a decision that " +
      "somebody must have made. On the edge's machine: gemba users invite, or gemba pki trust and gemba pki " +
      "reject",
  ],
  "user-name-reserved": ["The name {name} is taken by the edge itself; choose another."],
  "users-being-changed": ["Somebody else is changing the users at this moment; try again."],
  "invitations-full": ["At most {most} invitations may be open; wait a day."],
  "changes-unrecorded": [
    "Too much was changed while the edge was stopped; start it once, so that it puts this on record.",
  ],
  "signature-elsewhere": [
    "You sign in at the plant's provider, which this edge cannot ask for your password again. Sign with a user of " +
      "the edge or of its directory.",
  ],
  "provider-absent": [
    "This edge knows no provider to sign in at; the config names one under api.oidc.",
    "This edge has no sign-in provider; name one in the config under api.oidc.",
  ],
  "provider-unreachable": [
    "{origin} cannot be reached for signing in; try again, or sign in with a name and password of the edge",
  ],
  "provider-not-begun": ["This sign-in was not begun here, or takes too long already. Begin again."],
  "provider-other-browser": ["This sign-in was not begun in this browser. Begin again."],
  "provider-unconfirmed": [
    "The provider did not confirm the sign-in. Begin again; the edge's log has the reason.",
    "The provider did not confirm the sign-in. Start again; the edge's log has the reason.",
  ],
  "provider-nameless": ["The provider does not tell your {claim}; ask who looks after it."],
  "provider-group": [
    "You are known to the provider, but in none of the groups that this edge lets in. Ask an admin of the edge.",
    "The provider knows you, but none of your groups has access to this edge. Ask an admin of the edge.",
  ],
  "user-of-other": ["The name {name} belongs to another user of this edge. Ask an admin."],
  "alert-unknown": ["there is no alert {alert}; it may be older than what the book keeps"],
  "alert-raised-again": ["the alert has been raised again since; look at it and act on what stands now"],
  "alert-event": ["an event asks for no acknowledgement"],
  "alert-no-second-step": ["this alert has no second step; acknowledge it"],
  "shelf-range": ["until must lie in the next 24 hours"],
  "shelf-one-shot": ["its cause is gone already; a one-shot shelf is for an occurrence that stands"],
  "alert-cause-stands": ["its cause still stands; it can be reset when that is gone"],
  "alert-asset-out": ["all of its asset is out of service; return the asset"],
  "alert-rule-out": ["its rule is out of service at this asset; return the rule"],
  "service-busy": ["Too many people take things out of service at this moment. Try again in a few seconds."],
  "positions-absent": [
    "No positions were kept with this alert: it is not about safety, nobody was near, or their time is over.",
  ],
  recording: ["this is a recording; nothing is done here"],
  "recording-alerts": ["this is a recording; alerts can be acted on only where they stand"],
  "picture-large": ["the picture has more than 2 MiB; make it smaller and send it again"],
  "picture-pixels": ["the picture must have 1 to 40 million pixels; make it smaller"],
};
