/** The `reports:` section of a plant's config: reports that are made by themselves. */

import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { AssetConfig, ReadConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { isBelow } from "../contracts/plant/equipment-path.ts";
import { defineSection } from "../contracts/plant/section.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;

const schedule = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,60}$", description: "Name of the schedule." }),
    kind: Type.Union(
      [
        Type.Literal("brief"),
        Type.Literal("shift"),
        Type.Literal("day"),
        Type.Literal("machine"),
        Type.Literal("energy"),
        Type.Literal("alarms"),
        Type.Literal("quality"),
      ],
      {
        description:
          "`brief`, `shift` and `machine`: after each shift. `day` and `quality`: after each day. `energy` and " +
          "`alarms`: after each month.",
      },
    ),
    asset: Type.Optional(Type.String({ minLength: 1, description: "machine: label of the asset." })),
    area: Type.Optional(Type.String({ minLength: 1, description: "Equipment path of an area; default the plant." })),
    at: Type.Optional(
      Type.String({
        pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
        description: "Time by the site's clocks at which it is made, such as 06:30; default `afterMin`.",
      }),
    ),
    afterMin: Type.Integer({
      minimum: 0,
      maximum: 1_440,
      default: 10,
      description: "Minutes after the end of the period: late data have arrived by then.",
    }),
    language: Type.Union([Type.Literal("zh"), Type.Literal("en")], { default: "zh" }),
    format: Type.Union([Type.Literal("pdf"), Type.Literal("html"), Type.Literal("xlsx")], { default: "pdf" }),
    channel: Type.Optional(
      Type.String({ description: "Channel of `notify` with `sends: reports` that sends it; default none." }),
    ),
  },
  closed,
);

const reportsConfig = Type.Object(
  {
    schedules: Type.Array(schedule, { default: [], maxItems: 50, description: "Reports that are made by themselves." }),
    keep: Type.Integer({
      minimum: 1,
      maximum: 2_000,
      default: 400,
      description: "Reports that are kept in the data folder; the oldest ones are deleted.",
    }),
  },
  { ...closed, default: {}, description: "Reports by schedule (docs/reports.md)." },
);

export type ReportsConfig = Static<typeof reportsConfig>;
export type ScheduleConfig = ReportsConfig["schedules"][number];

/** The part of `notify` that schedules name. */
interface WithChannels {
  readonly notify: { readonly channels: readonly { readonly id: string; readonly sends?: string }[] };
}

export const reportsSection = defineSection({
  name: "reports",
  schema: reportsConfig,
  problems: scheduleProblems,
  advice: ({ schedules }, config) => channelAdvice(schedules, config as ReadConfig<WithChannels>),
});

function scheduleProblems({ schedules }: ReportsConfig, assets: readonly AssetConfig[]): readonly SectionProblem[] {
  return schedules.flatMap(({ id, kind, asset, area }, i) => {
    const found: SectionProblem[] = [];
    const add = (field: string, text: ConfigText) => found.push({ steps: ["reports", "schedules", i, field], ...text });
    if (schedules.findIndex((one) => one.id === id) !== i) add("id", problem("report-twice", { id }));
    if (kind === "machine" && asset === undefined) add("asset", problem("report-no-asset", { id }));
    if (kind !== "machine" && asset !== undefined) add("asset", problem("report-odd-asset", { id, kind }));
    if (asset !== undefined && !assets.some(({ label }) => label === asset))
      add("asset", problem("report-asset-unknown", { id, asset }));
    if (area !== undefined && !assets.some(({ equipmentPath }) => isBelow(equipmentPath, area)))
      add("area", problem("report-area-unknown", { id, area }));
    return found;
  });
}

/** A report that no channel sends is made all the same, so this is no problem of the config. */
function channelAdvice(
  schedules: readonly ScheduleConfig[],
  { notify }: ReadConfig<WithChannels>,
): readonly SectionProblem[] {
  return schedules.flatMap(({ id, channel }, i) => {
    if (channel === undefined) return [];
    const found = notify.channels.find((one) => one.id === channel);
    if (found?.sends === "reports") return [];
    return [
      {
        steps: ["reports", "schedules", i, "channel"],
        ...problem(found === undefined ? "report-channel-unknown" : "report-channel-other", { id, channel }),
      },
    ];
  });
}
