/** How a message leaves, by kind of channel. No retry here, and no error text with a secret or a receiver in it. */
import { createHmac } from "node:crypto";
import { domainToASCII } from "node:url";
import type { AlertView } from "../contracts/alerts/alert.ts";
import { reasonFor } from "../contracts/alerts/causes.ts";
import { EdgeError } from "../contracts/errors.ts";
import { flatten } from "../contracts/path/raw-error.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { firstText } from "../observe/first-text.ts";
import { within } from "../observe/within.ts";
import type { ChannelConfig } from "./config.ts";
import { type MessageText, oneLine, plainLines } from "./message-text.ts";
import type { Request } from "./request.ts";
import { robotRequest } from "./robots.ts";
import { smsRequest } from "./sms.ts";

const TIMEOUT_MS = 10_000;
/** A server that answers drop by drop never times out, and must not hold the channel for ever. */
const SEND_WITHIN_MS = 60_000;
/** The rest of a longer answer is not read. */
const ANSWER_MAX = 300;
const ADDRESS = /[^\s<>"',;:()]+@[\w.-]*\w/g;
/** As `ADDRESS`, of a receiver in the config, whose domain may have letters of any script. */
const RECEIVER = /("[^"]+"|[^\s<>"',;:()]+)@([^\s<>"',;:()]+)/g;

export interface Outgoing {
  /** The same over retries: receivers recognise a repeat by it. */
  readonly id: string;
  readonly content: MessageText;
  /** Empty for a test. */
  readonly alerts: readonly AlertView[];
  /** Changes of another record, of a channel that sends them instead of alarms. */
  readonly changes?: { readonly type: "work-items" | "predictions" | "reports"; readonly entries: readonly object[] };
  /** Files of a mail. */
  readonly files?: readonly { readonly filename: string; readonly content: Buffer; readonly contentType: string }[];
  /** Uid of the alert, the most urgent one of several, for a message that holds nothing else. */
  readonly about?: string;
  /** How soon a phone that saves power should take it. */
  readonly urgency?: "normal" | "high";
  /** Receivers that have not taken it yet; absent: all of the channel. */
  readonly to?: readonly string[];
}

/** A mail server took the mail for other receivers, and refuses it for these. */
export class ReceiversRefused extends EdgeError {
  readonly receivers: readonly string[];

  constructor(receivers: readonly string[], text: string) {
    super("unavailable", text);
    this.receivers = receivers;
  }
}

/** Resolves when the other side took it. Rejects with EdgeError `unavailable`, or with `ReceiversRefused`. */
export async function send(channel: ChannelConfig, outgoing: Outgoing, withinMs = SEND_WITHIN_MS): Promise<void> {
  try {
    if (channel.kind === "email") await sendMail(channel, outgoing, withinMs);
    else if (channel.kind === "sms") await sendTexts(channel, outgoing);
    else await post(channel, requestOf(channel, outgoing));
  } catch (error) {
    if (error instanceof ReceiversRefused) throw error;
    // Secrets are removed before the cut: half of a cut secret would stay.
    const known = error instanceof EdgeError ? error.message : new Error(withoutSecrets(flatten(error), channel));
    throw new EdgeError("unavailable", reasonFor(known, { place: channel.mail?.host ?? targetOf(channel) }));
  }
}

/** Host that messages go to, to be shown. */
export function targetOf({ kind, url, mail, sms }: ChannelConfig): string {
  if (kind === "email") return `${mail?.host ?? ""} → ${mail?.to.length ?? 0}`;
  const host = URL.canParse(url ?? "") ? new URL(url as string).host : "";
  return kind === "sms" ? `${host} → ${sms?.to.length ?? 0}` : host;
}

async function sendMail(
  channel: ChannelConfig,
  { id, content, files = [], to }: Outgoing,
  withinMs: number,
): Promise<void> {
  const { mail: server } = channel;
  if (server === undefined) throw new Error("the channel has no mail");
  const { host, port, security, user, password, from } = server;
  // Loaded with the first mail: most plants send none.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "insecure",
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
  });
  const headers = { "Auto-Submitted": "auto-generated" };
  const mail = {
    from,
    to: [...(to ?? server.to)],
    subject: oneLine(content.title),
    text: plainLines(content).join("\n"),
    attachments: [...files],
    messageId: `<${id}@gemba>`,
    headers,
  };
  try {
    const late = `${host} did not take the mail within ${withinMs / 1000} s`;
    checkReceivers(channel, await within(withinMs, late, transport.sendMail(mail)));
  } catch (error) {
    if (to !== undefined) checkReceivers(channel, error as Refusals);
    throw error;
  } finally {
    transport.close();
  }
}

/** One request for each number. Throws `ReceiversRefused` where others have the message, so that they get it once. */
async function sendTexts(channel: ChannelConfig, { content, to }: Outgoing): Promise<void> {
  const { sms, url } = channel;
  if (sms === undefined || url === undefined) throw new Error("the channel has no sms");
  const failed: { readonly number: string; readonly error: unknown }[] = [];
  for (const number of to ?? sms.to)
    await post(channel, smsRequest({ url, sms }, content, number)).catch((error: unknown) =>
      failed.push({ number, error }),
    );
  const [first] = failed;
  if (first === undefined) return;
  if (failed.length === sms.to.length) throw first.error;
  const places = failed.map(({ number }) => sms.to.indexOf(number) + 1).join(", ");
  const detail = withoutSecrets(flatten(first.error), channel);
  throw new ReceiversRefused(
    failed.map(({ number }) => number),
    reasonFor(`${targetOf(channel)} refuses the message for receiver ${places} of ${sms.to.length}: ${detail}`),
  );
}

/** Nodemailer's report on receivers, in its answer or, where all were refused, in its error. */
interface Refusals {
  readonly rejected?: readonly unknown[];
  readonly rejectedErrors?: readonly Error[] | undefined;
}

/** Throws where receivers were refused. They are named by their place in the config, because the text is shown. */
function checkReceivers(channel: ChannelConfig, { rejected = [], rejectedErrors = [] }: Refusals): void {
  if (rejected.length === 0) return;
  const { host, to } = channel.mail ?? { host: "", to: [] };
  const refused = new Set(rejected.map((address) => String(address).toLowerCase()));
  const places = [...to.keys()].filter((at) => addressesIn(to[at] ?? "").some((address) => refused.has(address)));
  const reason = flatten(rejectedErrors[0] ?? "no reason");
  const shown = rejected.reduce<string>((text, address) => text.replaceAll(String(address), "***"), reason);
  const detail = oneLine(withoutSecrets(shown, channel));
  const numbers = places.map((at) => at + 1).join(", ");
  throw new ReceiversRefused(
    rejected.map(String),
    reasonFor(`${host} refuses the mail for receiver ${numbers} of ${to.length}: ${detail}`),
  );
}

/** Addresses of a receiver in lower case, each also as mail servers write its domain (punycode). */
function addressesIn(receiver: string): string[] {
  return [...receiver.toLowerCase().matchAll(RECEIVER)].flatMap(([address, user, domain = ""]) => [
    address,
    `${user}@${domainToASCII(domain)}`,
  ]);
}

function requestOf(channel: ChannelConfig, outgoing: Outgoing): Request {
  if (channel.kind === "webhook") return webhookRequest(channel.url ?? "", channel.secret ?? "", outgoing);
  if (channel.kind === "push")
    throw new EdgeError("bad-request", "phones are known to a running edge alone; send the test there");
  if (channel.kind === "email" || channel.kind === "sms") throw new Error(`${channel.kind} is no single request`);
  return robotRequest({ ...channel, kind: channel.kind }, outgoing.content);
}

/** Standard Webhooks: id, time and body are signed, so that nobody can change, replay or forge a message. */
function webhookRequest(url: string, secret: string, { id, content, alerts, changes }: Outgoing): Request {
  const time = String(Math.floor(Date.now() / 1000));
  const said = {
    title: content.title,
    text: content.lines.join("\n"),
    ...(content.acts === undefined ? {} : { acts: content.acts }),
  };
  const body = JSON.stringify(
    changes === undefined
      ? { type: alerts.length === 0 ? "test" : "alarms", ...said, alerts: alerts.map(plain) }
      : { type: changes.type, ...said, changes: changes.entries },
  );
  const signature = createHmac("sha256", secret).update(`${id}.${time}.${body}`).digest("base64");
  return {
    url,
    body,
    headers: { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${signature}` },
  };
}

function plain(alert: AlertView): object {
  const {
    alertUid,
    occurrenceUid,
    rule,
    assetUid,
    kind,
    priority,
    severity,
    state,
    message,
    raisedAt,
    response,
    values,
    memberCount,
  } = alert;
  const figures = values === undefined ? null : { raised: values.raised, peak: values.peak, now: values.now ?? null };
  const facts = { alertUid, occurrenceUid, rule, assetUid, kind, priority, severity, state, message };
  return {
    ...facts,
    raisedAt: isoOf(raisedAt),
    values: figures,
    memberCount: memberCount ?? 0,
    response: response ?? null,
  };
}

function isoOf(at: Micros): string {
  return new Date(at / 1000).toISOString();
}

async function post(channel: ChannelConfig, { url, body, headers, isTaken }: Request): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
    // A redirect would carry the alarm, and for a robot its key, to a host that the config does not name.
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await firstText(response, ANSWER_MAX);
  if (!response.ok) throw new Error(`${targetOf(channel)} answers ${response.status}`);
  if (isTaken !== undefined && !isTaken(answer)) throw new Error(`${targetOf(channel)} refuses it: ${answer}`);
}

/** An error text of the other side may repeat the request. */
function withoutSecrets(text: string, { url, secret, mail, sms }: ChannelConfig): string {
  let left = text;
  const receivers = new Set(mail?.to.flatMap(addressesIn));
  for (const hidden of [secret, mail?.password, sms?.authorization, ...(sms?.to ?? []), url, ...receivers])
    if (hidden !== undefined && hidden.length >= 4) left = left.replaceAll(hidden, "***");
  // A mail server names the receiver whom it refuses, in a spelling of its own.
  left = left.replaceAll(ADDRESS, (address) => (receivers.has(address.toLowerCase()) ? "***" : address));
  return left.replaceAll(/([?&#](?:key|k|access_token|sign|token|hook)=)[^&\s"']+/gi, "$1***");
}
