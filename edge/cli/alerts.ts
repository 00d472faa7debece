import { loadConfig } from "../config/load.ts";
import { priorityOf } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import { LocalHistorian } from "../historian/embedded/local-historian.ts";
import { buildPlant } from "../model/plant.ts";
import { readPlantFile } from "../model/plant-file.ts";
import { createLog } from "../observe/log.ts";
import { type PlantConfig, plugins } from "../plugins.ts";
import type { Command } from "./command.ts";
import { planSimulatedPlant } from "./demo/simulated-plant.ts";
import { RANGE_HELP, rangeOf } from "./history.ts";
import { openHistory } from "./open-history.ts";
import { fromUser, type Options } from "./options.ts";
import { type Trial, type TriedAlert, tryRules } from "./rule-trial.ts";

const HELP = `gemba alerts try [CONFIG]: what the rules of a config would have raised over history

  Reads the history of an edge, also while it runs, and lets the detectors of CONFIG
  (a plant's folder or its gemba.yaml; default: the demo plant) see it as it came. Limits
  count as CONFIG has them. Nothing is raised, nothing of the edge is changed. Rules
  about silence say nothing here: history does not record when a link was silent.

${RANGE_HELP}`;

const MAX_LINES = 200;

/** `gemba alerts`. */
export const alertsCommand: Command = {
  help: HELP,
  operands: 2,
  async run(options, signal) {
    const [action, named] = options.positionals;
    if (action !== "try")
      throw new EdgeError("bad-request", `gemba alerts ${action ?? ""}: the action must be try. See --help`);
    const range = rangeOf(options);
    const { tags: kept } = readPlantFile(options.dataDir);
    const config = await configOf(named, options);
    const built = buildPlant(config, keptRefs(kept), plugins);
    await using store = await openHistory(options.dataDir);
    const links = built.links.map(({ ref, name, source }) => ({ ref, name, source }));
    const log = createLog({ level: options.logLevel === "info" ? "error" : options.logLevel });
    const trial = await tryRules(
      {
        ...range,
        config: config.detectors,
        plant: built.plant,
        tags: built.tags,
        links,
        history: new LocalHistorian(store),
        log,
      },
      signal,
    );
    const labels = new Map(built.plant.assets.map(({ assetUid, label }) => [assetUid as string, label]));
    process.stdout.write(trialText(trial, { ...range, labelOf: (uid) => labels.get(uid) ?? uid }));
    return 0;
  },
};

/** A simulated plant's config names ports that `gemba start` chooses; any port is fine here. */
async function configOf(named: string | undefined, options: Options): Promise<PlantConfig> {
  for (const [name, value] of Object.entries((await planSimulatedPlant()).env)) process.env[name] ??= value;
  return await loadConfig(named === undefined ? options.config : fromUser(named), plugins);
}

/** Tags keep the numbers under which their history is stored; new tags get the numbers after them. */
function keptRefs(kept: readonly Tag[]): Parameters<typeof buildPlant>[1] {
  const refs = new Map<string, TagRef>(kept.map(({ tagUid, ref }) => [tagUid, ref]));
  let size = kept.reduce((most, { ref }) => Math.max(most, ref + 1), 0);
  return {
    get size() {
      return size;
    },
    assign: (wanted) => wanted.map(({ tagUid }) => refs.get(tagUid) ?? (size++ as TagRef)),
  };
}

/** Counts by rule, then each alert. */
export function trialText(
  { samples, alerts, raised }: Trial,
  { from, to, labelOf }: { from: Micros; to: Micros; labelOf(assetUid: string): string },
): string {
  const hours = (to - from) / 3600e6;
  const lines = [
    `${timeText(from)} to ${timeText(to)}: ${samples} samples, ${raised} alerts would have been raised, ` +
      `${(raised / hours / 6).toFixed(2)} in 10 minutes`,
  ];
  const counts = new Map<string, number>();
  for (const { finding } of alerts) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
  for (const [rule, count] of [...counts].sort(([, a], [, b]) => b - a))
    lines.push(`${String(count).padStart(8)}  ${rule}`);
  if (alerts.length > 0) lines.push("");
  for (const alert of alerts.slice(0, MAX_LINES)) lines.push(lineOf(alert, labelOf));
  if (raised > MAX_LINES) lines.push(`… and ${raised - MAX_LINES} more`);
  return `${lines.join("\n")}\n`;
}

function lineOf({ finding, annunciation, clearedAt }: TriedAlert, labelOf: (assetUid: string) => string): string {
  const { at, severity, assetUid, rule, message } = finding;
  const stood = clearedAt === undefined ? "stands" : `${Math.round((clearedAt - at) / 1e6)} s`;
  const weight = annunciation === "alarm" ? `priority ${priorityOf(severity)}` : annunciation;
  const text = `${message.zh} · ${message.en}`;
  return `${timeText(at)}  ${stood.padStart(8)}  ${weight.padEnd(10)}  ${labelOf(assetUid)}  ${rule}  ${text}`;
}

function timeText(us: Micros): string {
  return new Date(us / 1000).toISOString();
}
