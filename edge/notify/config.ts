/** The `notify:` section of a plant's config: notification of people who do not look at the screen. */

import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import { matchesAsset } from "../contracts/plant/tag-pattern.ts";
import { viewerAddress } from "../contracts/plant/viewer-address.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { escalationConfig } from "./escalation.ts";
import { problem } from "./problem-table.ts";
import { pushConfig } from "./push/push-config.ts";
import { rosterConfig } from "./roster.ts";
import { smsConfig } from "./sms.ts";

const closed = { additionalProperties: false } as const;
const keep =
  "Keep it out of the config: in an environment variable (env:NAME in a dollar brace) or a file (file:PATH).";
const clock = Type.String({
  pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$",
  description: "Time of day at the site, such as 22:00.",
});
const priority = Type.Integer({ minimum: 1, maximum: 4 });
const secret = Type.Optional(
  Type.String({
    substitute: true,
    writeOnly: true,
    minLength: 1,
    maxLength: 500,
    description: `webhook (needed), dingtalk, feishu: signs each message. ${keep}`,
  }),
);

const channel = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,60}$", description: "Name of the channel." }),
    kind: Type.Union(
      [
        Type.Literal("email"),
        Type.Literal("webhook"),
        Type.Literal("wecom"),
        Type.Literal("dingtalk"),
        Type.Literal("feishu"),
        Type.Literal("sms"),
        Type.Literal("push"),
      ],
      {
        description:
          "`email`; `webhook`: signed JSON after Standard Webhooks; `wecom`, `dingtalk`, `feishu`: the robot of a " +
          "group; `sms`: text messages by a gateway that takes HTTP; `push`: phones whose users asked for it " +
          "(Web Push).",
      },
    ),
    sends: Type.Optional(
      Type.Union(
        [
          Type.Literal("alarms"),
          Type.Literal("work-items"),
          Type.Literal("predictions"),
          Type.Literal("reports"),
          Type.Literal("calls"),
        ],
        {
          description:
            "`alarms` (default); `predictions`: what health monitoring finds about components, one message per " +
            "component and priority, and to a webhook every change (docs/predictions.md); or of a webhook " +
            "`work-items`: every change of a work item, for an external maintenance system (docs/maintenance.md). " +
            "`reports`: those that name this channel, by email as a file, to robots and webhooks as a short text " +
            "(docs/reports.md). `calls`: alarms about which the roster calls the person of this channel.",
        },
      ),
    ),
    priorities: Type.Array(priority, {
      default: [1, 2],
      minItems: 1,
      description:
        "Alarms of these priorities. Advisories and events are not sent. Of `sends: predictions` and " +
        "`sends: work-items`, all priorities are sent.",
    }),
    kinds: Type.Optional(Type.Array(Type.String(), { description: "Kinds of asset; default all." })),
    assets: Type.Optional(Type.Array(Type.String(), { description: "Labels of assets; * stands for any characters." })),
    language: Type.Union([Type.Literal("zh"), Type.Literal("en"), Type.Literal("both")], { default: "both" }),
    groupS: Type.Number({
      minimum: 0,
      maximum: 3600,
      default: 20,
      description: "Alarms that come within this time after the first go into one message.",
    }),
    perHour: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 30,
      description: "Messages per hour; further alarms wait for the next message.",
    }),
    quietHours: Type.Optional(
      Type.Object(
        {
          from: clock,
          to: clock,
          except: Type.Array(priority, { default: [1], description: "Priorities that are sent nevertheless." }),
        },
        { ...closed, description: "Others wait until the end; alarms that are over by then are left out." },
      ),
    ),
    giveUpHours: Type.Number({
      exclusiveMinimum: 0,
      maximum: 168,
      default: 24,
      description: "A message that could not be sent for this long is given up.",
    }),
    url: Type.Optional(
      Type.String({
        substitute: true,
        writeOnly: true,
        pattern: "^https://|^http://(localhost|127\\.0\\.0\\.1|\\[::1\\])[:/]",
        maxLength: 500,
        description:
          "webhook and robots: the address to post to. https; plain http only to this machine. A robot's address " +
          `holds its key. ${keep}`,
      }),
    ),
    secret,
    acknowledge: Type.Optional(
      Type.Object(
        {
          minutes: Type.Integer({
            minimum: 1,
            maximum: 1440,
            default: 30,
            description: "A link works for this long after its message.",
          }),
        },
        {
          ...closed,
          description:
            "Each alarm gets a link to a page that acknowledges it without a sign-in: whoever has the message may " +
            "press. Needs `notify.viewer`.",
        },
      ),
    ),
    mail: Type.Optional(
      Type.Object(
        {
          host: Type.String({ substitute: true, minLength: 1, description: "Mail server." }),
          port: Type.Integer({ minimum: 1, maximum: 65535, default: 587 }),
          security: Type.Union([Type.Literal("tls"), Type.Literal("starttls"), Type.Literal("insecure")], {
            default: "starttls",
            description:
              "`tls`: from the first byte (465). `starttls`: nothing is sent without it (587). `insecure`: only " +
              "to a server on this machine.",
          }),
          user: Type.Optional(Type.String({ substitute: true, minLength: 1 })),
          password: Type.Optional(
            Type.String({ substitute: true, writeOnly: true, minLength: 1, maxLength: 500, description: keep }),
          ),
          from: Type.String({ minLength: 3, description: "Sender." }),
          to: Type.Array(Type.String({ minLength: 3 }), { minItems: 1, maxItems: 50, description: "Receivers." }),
        },
        { ...closed, description: "email: the server, the sender and the receivers." },
      ),
    ),
    sms: Type.Optional(smsConfig),
    push: Type.Optional(pushConfig),
  },
  closed,
);

export const notifyConfig = Type.Object(
  {
    channels: Type.Array(channel, {
      default: [],
      maxItems: 32,
      description: "Receivers of alarms, with filters and ways of sending.",
    }),
    viewer: viewerAddress,
    roster: Type.Optional(rosterConfig),
    escalation: Type.Optional(escalationConfig),
  },
  {
    ...closed,
    default: {},
    description: "Notification of people who do not look at the screen (docs/notification.md).",
  },
);

/**
 * Whether the channel is for one of these assets. Without `kinds` and `assets` it is for all alarms, those of the
 * edge too.
 */
export function isFor({ kinds, assets }: ChannelConfig, concerned: readonly Pick<Asset, "kind" | "label">[]): boolean {
  if (kinds === undefined && assets === undefined) return true;
  const pattern = { ...(kinds === undefined ? {} : { kinds }), ...(assets === undefined ? {} : { assets }) };
  return concerned.some((asset) => matchesAsset(pattern, asset));
}

/** Subjects that the channel sends. */
export function sentBy({ sends = "alarms" }: Pick<ChannelConfig, "sends">): NonNullable<ChannelConfig["sends"]> {
  return sends;
}

export type NotifyConfig = Static<typeof notifyConfig>;
export type ChannelConfig = Static<typeof channel>;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

/** Checks beyond the schema: fields that a kind of channel needs, and ids given twice. */
export function channelProblems({ channels, viewer }: NotifyConfig): readonly SectionProblem[] {
  return channels.flatMap((one, i) => {
    const { id: channel } = one;
    const isTwice = channels.findIndex(({ id }) => id === channel) !== i;
    const lacksViewer = one.acknowledge !== undefined && viewer === undefined;
    const found: Found[] = [
      ...(isTwice ? [{ field: "id", text: problem("channel-twice", { channel }) }] : []),
      ...kindProblems(one),
      ...subjectProblems(one),
      ...(lacksViewer ? [{ field: "acknowledge", text: problem("channel-link-no-viewer", { channel }) }] : []),
    ];
    return found.map(({ field, text }) => ({ steps: ["notify", "channels", i, field], ...text }));
  });
}

interface Found {
  readonly field: string;
  readonly text: ConfigText;
}

/** Fields that the kind of a channel needs. */
function kindProblems({
  id: channel,
  kind,
  url,
  secret,
  mail,
  sms,
  push,
  acknowledge,
}: ChannelConfig): readonly Found[] {
  const found: Found[] = [];
  const add = (field: string, text: ConfigText) => found.push({ field, text });
  if (kind === "email") {
    if (mail === undefined) add("mail", problem("channel-no-mail", { channel }));
    else if (mail.security === "insecure" && !LOOPBACK.has(mail.host))
      add("mail", problem("channel-mail-without-tls", { channel }));
  } else if (kind === "push") {
    if (push === undefined) add("push", problem("channel-no-push", { channel }));
  } else if (url === undefined) add("url", problem("channel-no-url", { channel, kind }));
  if (kind === "push" && acknowledge !== undefined) add("acknowledge", problem("channel-push-links", { channel }));
  if (kind === "sms" && sms === undefined) add("sms", problem("channel-no-sms", { channel }));
  if (kind === "webhook" && secret === undefined) add("secret", problem("channel-no-secret", { channel }));
  return found;
}

/** Kinds without room for a report. */
const TOO_SHORT: readonly ChannelConfig["kind"][] = ["sms", "push"];

/** Subjects that its kind cannot send. */
function subjectProblems(one: ChannelConfig): readonly Found[] {
  const { id: channel, kind } = one;
  const sends = sentBy(one);
  if (sends === "work-items" && kind !== "webhook")
    return [{ field: "sends", text: problem("channel-work-kind", { channel, kind }) }];
  if (sends === "reports" && TOO_SHORT.includes(kind))
    return [{ field: "sends", text: problem("channel-report-kind", { channel, kind }) }];
  return [];
}
