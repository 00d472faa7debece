import type { AlertView } from "../contracts/alerts/alert.ts";
import { upgradedView } from "../contracts/alerts/alert-upgrade.ts";
import { EdgeError } from "../contracts/errors.ts";
import { ALERT_CHANGED } from "../contracts/path/replay.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { quantity } from "../contracts/plant/quantity.ts";
import type { Tag } from "../contracts/plant/tag.ts";
import type { Evidence } from "../contracts/records/evidence.ts";
import type { Language } from "../contracts/words/language.ts";
import { healthFollower } from "../health/plugin.ts";
import { type ComparedEvidence, type Recomputation, recompute, takenAt } from "../health/recompute.ts";
import { WATCH_MAKERS } from "../health/watch-makers.ts";
import { LocalHistorian } from "../historian/embedded/local-historian.ts";
import { type PlantFile, readPlantFile } from "../model/plant-file.ts";
import { createTagTable } from "../model/tag-table.ts";
import type { Command } from "./command.ts";
import { evidenceWords, VERDICTS } from "./evidence-words.ts";
import { openHistory } from "./open-history.ts";
import { languageOf } from "./options.ts";

const HELP = `gemba evidence [ALERT]: computes the evidence of a health alert once more from history

  ALERT is the uid of an alert, or of one of its occurrences. Without it the newest health
  alerts are listed. Every sample, event and waveform in the data folder up to the evidence
  goes to the same watches; the values they give are compared with those that were said.
  Works while an edge runs on the folder. Exit code 0: all agree, 1: something does not.

  --data-dir DIR   data folder of the edge (default ./data)
  --language WORD  zh or en (default en)
`;

const MOST_LISTED = 50;
/** Changes of alerts that are searched. */
const MOST_CHANGES = 200_000;

/** `gemba evidence`. */
export const evidenceCommand: Command = {
  help: HELP,
  operands: 1,
  async run({ positionals, dataDir, csv }, signal) {
    const language = languageOf({ csv });
    const file = readPlantFile(dataDir);
    await using store = await openHistory(dataDir);
    const history = new LocalHistorian(store);
    const range = await history.range();
    if (range === undefined) throw new EdgeError("not-found", `${dataDir} has no history`);
    const changes = await history.events({ from: 0, to: range.to + 1, type: ALERT_CHANGED, limit: MOST_CHANGES });
    const alerts = changes
      .map(({ payload }) => upgradedView(payload))
      .filter(({ evidence }) => takenAt(evidence) !== undefined);
    const [uid] = positionals;
    if (uid === undefined) {
      process.stdout.write(listText(alerts, file, language));
      return 0;
    }
    const alert = alerts.find(({ alertUid, occurrenceUid }) => alertUid === uid || occurrenceUid === uid);
    if (alert === undefined)
      throw new EdgeError(
        "not-found",
        `no health alert ${uid} is in the history; gemba evidence without it lists them`,
      );
    const found = await recompute(planOf(alert, file, { history, from: range.from, language }), signal);
    process.stdout.write(reportText(alert, found, { file, language, historyTo: range.to }));
    return found.compared.every(({ verdict }) => verdict === "exact" || verdict === "agrees") ? 0 : 1;
  },
};

function planOf(
  { assetUid, component = "", evidence }: AlertView,
  { plant, tags }: PlantFile,
  { history, from, language }: { history: LocalHistorian; from: Micros; language: Language },
): Parameters<typeof recompute>[0] {
  const { goesBy } = healthFollower.plan({} as Parameters<typeof healthFollower.plan>[0]);
  const size = tags.reduce((most, { ref }) => Math.max(most, ref + 1), 0);
  const say = evidenceWords(language);
  return {
    plant,
    tags: createTagTable(tags.filter(goesBy), size),
    makers: WATCH_MAKERS,
    history,
    from,
    subject: { assetUid, component },
    evidence,
    onBroken: ({ watch, label, error }) =>
      process.stderr.write(`${say("broken", { watch, label, error: String(error) })}\n`),
    onProgress: (share) => process.stderr.write(`${Math.round(100 * share)} %\n`),
  };
}

/** The newest change of each alert. */
function listText(alerts: readonly AlertView[], { plant }: PlantFile, language: Language): string {
  const newest = new Map(alerts.toReversed().map((alert) => [alert.alertUid, alert]));
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
  const lines = [...newest.values()]
    .sort((a, b) => b.raisedAt - a.raisedAt)
    .slice(0, MOST_LISTED)
    .map(({ alertUid, raisedAt, assetUid, message }) =>
      [alertUid, iso(raisedAt), labels.get(assetUid) ?? assetUid, message[language]].join("  "),
    );
  return `${lines.length === 0 ? evidenceWords(language)("none", {}) : lines.join("\n")}\n`;
}

function reportText(
  { message, raisedAt }: AlertView,
  found: Recomputation,
  { file, language, historyTo }: { file: PlantFile; language: Language; historyTo: Micros },
): string {
  const say = evidenceWords(language);
  const tags = new Map(file.tags.map((tag) => [tag.ref as number, tag]));
  const { from, to, samples, waveforms } = found;
  const lines = [
    message[language],
    say("said", { raised: iso(raisedAt), taken: iso(to) }),
    say("read", { samples, waveforms, from: iso(from), to: iso(Math.min(to, historyTo)) }),
    ...found.compared.flatMap((one) => ["", ...comparedLines(one, tags.get(one.said.tag), language)]),
  ];
  const hasGap = found.compared.some(({ verdict }) => verdict === "differs" || verdict === "absent");
  if (hasGap) lines.push("", say(found.isLearning ? "learning" : "missing", { from: iso(from) }));
  return `${lines.join("\n")}\n`;
}

function comparedLines(
  { said, again, verdict, difference }: ComparedEvidence,
  tag: Tag | undefined,
  language: Language,
) {
  const say = evidenceWords(language);
  const unit = said.statistic?.unit ?? "1";
  const { regime, since, statistic } = said;
  const facts = [
    regime === undefined ? "" : say("regime", { regime: regime[language] }),
    since === undefined ? "" : say("since", { since: iso(since) }),
  ].filter((text) => text !== "");
  const change = Number.isFinite(difference) && verdict !== "exact" ? ` (${signed(difference, unit)})` : "";
  return [
    `${tag?.tagUid ?? said.tag}: ${statistic?.name[language] ?? ""}. ${statistic?.meaning[language] ?? ""}`,
    ...(facts.length === 0 ? [] : [`  ${facts.join("; ")}`]),
    `  ${say("before", {})}  ${valuesOf(said, language)}`,
    `  ${say("again", {})}  ${again === undefined ? "-" : valuesOf(again, language)}`,
    `  ${VERDICTS[verdict][language]}${change}`,
  ];
}

function valuesOf({ statistic, usual, tailProbability }: Evidence, language: Language): string {
  const say = evidenceWords(language);
  const unit = statistic?.unit ?? "1";
  const parts = [
    statistic === undefined ? "" : exact(statistic.value, unit),
    usual === undefined ? "" : say("usual", { low: quantity(usual.low, unit), high: quantity(usual.high, unit) }),
    tailProbability === undefined ? "" : say("tail", { p: tailProbability.toExponential(2) }),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** With all digits, because two values are compared. */
function exact(value: number, unit: string): string {
  return `${value} ${unit === "1" ? "" : unit}`.trim();
}

function signed(difference: number, unit: string): string {
  return `${difference < 0 ? "−" : "+"}${quantity(Math.abs(difference), unit)}`;
}

function iso(time: Micros): string {
  return new Date(time / 1000).toISOString();
}
