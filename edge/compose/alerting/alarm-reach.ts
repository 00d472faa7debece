/**
 * Warnings of `gemba check` on a valid config: limits that notify nobody, channels without messages, and alarms without
 * a channel.
 */

import { listed } from "../../contracts/plant/config-text.ts";
import type { ReadConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { type AlarmSource, alarmSources, tagName, watchedLimits } from "../../detect/rules/alarm-sources.ts";
import type { DetectorsConfig } from "../../detect/rules/config.ts";
import { adjustedFor } from "../../detect/rules/limits-of-tag.ts";
import { type ChannelConfig, isFor, type NotifyConfig, sentBy } from "../../notify/config.ts";
import { problem, sentence } from "./problem-table.ts";

/** Tags, alarms and channels that are named in one warning. */
const NAMED = 5;

/** Warnings about the way from a limit to a person's message. Called when the config has no problems. */
export function alarmReach({
  root,
  assets,
  detectors: rules,
  notify: { channels },
}: ReadConfig<{ readonly detectors: DetectorsConfig; readonly notify: NotifyConfig }>): readonly SectionProblem[] {
  const alarms = alarmSources(rules, assets);
  return [
    ...quietLimits(rules, { root, assets }),
    ...deafChannels(channels, alarms),
    ...unsentAlarms(channels, alarms),
  ];
}

/** Limits that the config leaves undecided between alarm and advisory: one warning, at the first of them. */
function quietLimits(rules: DetectorsConfig, { root, assets }: Pick<ReadConfig, "root" | "assets">): SectionProblem[] {
  const quiet = assets.flatMap((asset) =>
    watchedLimits(rules, asset).flatMap((tag) =>
      adjustedFor(rules.limits, asset, tag.shape).annunciation === undefined
        ? [{ asset, tag, name: `${asset.kind} ${tagName(tag)}` }]
        : [],
    ),
  );
  const [first] = quiet;
  if (first === undefined) return [];
  const { component, signal } = first.tag.shape;
  const types = root["types"] as
    | Readonly<Record<string, { readonly tags?: readonly { readonly component?: string; readonly signal?: string }[] }>>
    | undefined;
  const at =
    types?.[first.asset.type]?.tags?.findIndex((tag) => (tag.component ?? "") === component && tag.signal === signal) ??
    -1;
  return [
    {
      steps: ["types", first.asset.type, "tags", ...(at < 0 ? [] : [at, "limits"])],
      ...problem("limits-quiet", {
        tags: { en: quiet.length === 1 ? "1 tag raise" : `${quiet.length} tags raise`, zh: `${quiet.length} 个标签` },
        names: named(quiet.map(({ name }) => name)),
      }),
    },
  ];
}

function deafChannels(channels: readonly ChannelConfig[], alarms: readonly AlarmSource[]): SectionProblem[] {
  return channels.flatMap((channel, at): SectionProblem[] => {
    if (sentBy(channel) !== "alarms" || alarms.some((alarm) => isSent(channel, alarm))) return [];
    const here = alarms.filter(({ asset }) => isFor(channel, [asset]));
    const missing = [...new Set(here.flatMap(({ priorities }) => priorities))].sort();
    const isForAll = channel.kinds === undefined && channel.assets === undefined;
    const scope = isForAll ? { en: "", zh: "" } : { en: " of the assets that it is for", zh: "其所辖资产" };
    const remedy =
      missing.length === 0
        ? sentence("remedy-make-alarm", {})
        : sentence("remedy-add-priority", { priorities: listed(missing.map(String)) });
    const priorities = listed(channel.priorities.map(String));
    return [
      {
        steps: ["notify", "channels", at],
        ...problem("channel-sends-nothing", { channel: channel.id, priorities, scope }, remedy.message),
      },
    ];
  });
}

function unsentAlarms(channels: readonly ChannelConfig[], alarms: readonly AlarmSource[]): SectionProblem[] {
  if (channels.length === 0) return [];
  const unsent = alarms.filter((alarm) => !channels.some((channel) => isSent(channel, alarm)));
  if (unsent.length === 0) return [];
  const names = unsent.map(({ what, asset, priorities }) => ({
    en: `${what} (${asset.label}, priority ${priorities.join(" and ")})`,
    zh: `${what}（${asset.label}，优先级 ${priorities.join("、")}）`,
  }));
  const which = {
    en: names.length === 1 ? "this alarm" : `these ${names.length} alarms`,
    zh: names.length === 1 ? "此报警" : `这 ${names.length} 个报警`,
  };
  return [{ steps: ["notify", "channels"], ...problem("alarms-unsent", { which, names: named(names) }) }];
}

function isSent(channel: ChannelConfig, { asset, priorities }: AlarmSource): boolean {
  return (
    sentBy(channel) === "alarms" &&
    isFor(channel, [asset]) &&
    priorities.some((priority) => channel.priorities.includes(priority))
  );
}

function named(names: readonly (string | LocalizedText)[]): LocalizedText {
  const unique = new Map(names.map((name) => [typeof name === "string" ? name : name.en, name]));
  return listed([...unique.values()], NAMED);
}
