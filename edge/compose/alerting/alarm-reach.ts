/**
 * Warnings of `gemba check` on a valid config: limits that notify nobody, channels without messages, and alarms without
 * a channel.
 */

import type { ReadConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { type AlarmSource, alarmSources, tagName, watchedLimits } from "../../detect/rules/alarm-sources.ts";
import type { DetectorsConfig } from "../../detect/rules/config.ts";
import { adjustedFor } from "../../detect/rules/limits-of-tag.ts";
import { type ChannelConfig, isFor, type NotifyConfig } from "../../notify/config.ts";

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
      message:
        `limits of ${quiet.length === 1 ? "1 tag raise" : `${quiet.length} tags raise`} advisories only, silently ` +
        `and without a message to anybody: ${named(quiet.map(({ name }) => name))}`,
      remedy:
        "to make an alarm add detectors.limits: { annunciation: alarm, response: { action, consequence, withinMin " +
        "} } (docs/first-alarm.md); to keep them quiet write annunciation: advisory there",
    },
  ];
}

function deafChannels(channels: readonly ChannelConfig[], alarms: readonly AlarmSource[]): SectionProblem[] {
  return channels.flatMap((channel, at): SectionProblem[] => {
    if (alarms.some((alarm) => isSent(channel, alarm))) return [];
    const here = alarms.filter(({ asset }) => isFor(channel, [asset]));
    const missing = [...new Set(here.flatMap(({ priorities }) => priorities))].sort();
    const filters = channel.kinds === undefined && channel.assets === undefined ? "" : " of the assets that it is for";
    return [
      {
        steps: ["notify", "channels", at],
        message:
          `channel "${channel.id}" sends alarms of priority ${channel.priorities.join(", ")}, and no rule of this ` +
          `config${filters} raises one: it would send what sources and the edge say of themselves, and nothing ` +
          "else",
        remedy:
          missing.length === 0
            ? "make an alarm of a limit or a rule (docs/first-alarm.md), or change kinds and assets of the channel"
            : `add priority ${missing.join(", ")} to its priorities, or give the rules a higher severity`,
      },
    ];
  });
}

function unsentAlarms(channels: readonly ChannelConfig[], alarms: readonly AlarmSource[]): SectionProblem[] {
  if (channels.length === 0) return [];
  const unsent = alarms.filter((alarm) => !channels.some((channel) => isSent(channel, alarm)));
  if (unsent.length === 0) return [];
  const names = unsent.map(
    ({ what, asset, priorities }) => `${what} (${asset.label}, priority ${priorities.join(" and ")})`,
  );
  const which = names.length === 1 ? "this alarm" : `these ${names.length} alarms`;
  return [
    {
      steps: ["notify", "channels"],
      message: `no channel sends ${which}: ${named(names)}`,
      remedy:
        "they show on the screen only; to send them add their priorities to a channel, or a channel for their assets",
    },
  ];
}

function isSent(channel: ChannelConfig, { asset, priorities }: AlarmSource): boolean {
  return isFor(channel, [asset]) && priorities.some((priority) => channel.priorities.includes(priority));
}

function named(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const more = unique.length > NAMED ? ` and ${unique.length - NAMED} more` : "";
  return `${unique.slice(0, NAMED).join(", ")}${more}`;
}
