/** Judges a faulty run by its sound twin: rules E22 to E24 and E28 in docs/rules/evaluation.md. Pure. */
import { type Job, jobOf } from "../crew/jobs.ts";
import { isOfServers } from "../expectations.ts";
import { countBy } from "../figures.ts";
import type { JudgedForecast } from "../forecasts.ts";
import { type FalseAlert, type Grounds, groundsOf, heardOf, type JudgedFault, judge, judgeFault } from "../judge.ts";
import type { NotRun } from "../not-run.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";
import { type ChanceHits, chanceHits } from "./chance.ts";
import { candidatesOf, claimOf, type LeaveOneOut } from "./disputes.ts";
import { splitByTwins } from "./matching.ts";
import { type Named, namedBy } from "./naming.ts";
import { type JudgedLife, livesJudged } from "./remaining-life.ts";
import type { Visibility } from "./visibility.ts";
import type { WatchedPair } from "./watch-pair.ts";

const WEEK_H = 168;

/** One occurrence of a fault in the pair. */
export interface PairedFault extends Named, Pick<JudgedFault, "rule" | "delayS" | "leadS"> {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  readonly component: string;
  /** Seconds from its start until it showed; absent if it did not show within the run. */
  readonly visibleAfterS?: number;
  /** The tag that showed it first. */
  readonly shownBy?: string;
  /** Number of tags on which it could have shown, had other faults not changed them before it began. */
  readonly taken: number;
  /** Forecasts of its functional failure (E29). */
  readonly lives: readonly JudgedLife[];
}

/** A finding that a run without one of these faults would settle. */
interface Disputed {
  readonly rule: string;
  readonly asset: string;
  readonly at: number;
  readonly faults: readonly string[];
}

export interface PairJudgement {
  readonly hours: number;
  /** Assets with a sample, and their weeks in one run. */
  readonly assets: number;
  readonly assetWeeks: number;
  /** Samples of both runs. */
  readonly samples: number;
  readonly notRun: NotRun;
  readonly faults: readonly PairedFault[];
  /** Faults that only servers simulate, by kind. */
  readonly notJudged: Readonly<Record<string, number>>;
  /** Findings of the faulty run, those of them that the sound run has too, and findings of the sound run. */
  readonly findings: { readonly faulty: number; readonly both: number; readonly sound: number };
  /** False ones of the sound run, then those of the faulty run that its twin does not have. */
  readonly falseAlerts: readonly (FalseAlert & { readonly run: "sound" | "faulty" })[];
  readonly disputed: readonly Disputed[];
  /** Predictions of the faulty run. */
  readonly forecasts: readonly JudgedForecast[];
  readonly chance: ChanceHits;
  /** Faults that a maintenance crew repairs (E31). */
  readonly jobs: readonly Job[];
}

interface Seen {
  readonly fault: TrueFault;
  readonly visibility: Visibility;
}

export function judgePair(pair: WatchedPair, without: LeaveOneOut = new Map()): PairJudgement {
  const { faulty, sound, truth, soundTruth } = pair;
  const heard = heardOf(faulty);
  const twins = heardOf(sound);
  const { both, only } = splitByTwins(heard, twins);
  const seen = seenFaults(pair);
  const ofTruth = { ...truth, faults: seen.map(({ fault }) => fault) };
  const grounds = groundsOf(faulty, ofTruth);
  const judged = seen.filter(({ fault }) => !isOfServers(fault));
  const claims = new Map(only.map((finding) => [finding, claimOf(finding, grounds, without)]));
  const refuted = only.filter((finding) => claims.get(finding) === "refuted");
  const disputed = only.filter((finding) => claims.get(finding) === "disputed");
  const kept = only.filter((finding) => claims.get(finding) !== "refuted");
  const ofSound = judge(sound, { ...soundTruth, faults: [] });
  const ofFaulty = judge({ ...faulty, occurrences: only }, ofTruth);
  const notExplained = judge({ ...faulty, occurrences: refuted }, { ...truth, faults: [] });
  const mark = (run: "sound" | "faulty", alerts: readonly FalseAlert[]) => alerts.map((alert) => ({ ...alert, run }));
  return {
    hours: ofFaulty.hours,
    assets: ofFaulty.assets,
    assetWeeks: (ofFaulty.assets * ofFaulty.hours) / WEEK_H,
    samples: faulty.samples + sound.samples,
    notRun: ofFaulty.notRun,
    faults: judged.map((one) => pairedFault(one, kept, grounds)),
    notJudged: countBy(truth.faults.filter(isOfServers).map(({ kind }) => kind)),
    findings: { faulty: heard.length, both: both.length, sound: twins.length },
    falseAlerts: [
      ...mark("sound", ofSound.falseAlerts),
      ...mark("faulty", ofFaulty.falseAlerts),
      ...mark("faulty", notExplained.falseAlerts),
    ],
    disputed: disputed.map((finding) => ({
      rule: finding.rule,
      asset: finding.label,
      at: finding.raisedAt,
      faults: candidatesOf(finding, grounds),
    })),
    forecasts: grounds.forecasts,
    chance: chanceHits(
      judged.map(({ fault }) => fault),
      kept,
      { from: faulty.from, to: faulty.to, grounds },
    ),
    jobs: judged.flatMap(({ fault }) => jobOf(fault, { findings: kept, grounds, truth, plant: pair.crewPlant }) ?? []),
  };
}

/** Faults to leave out, at most this many; those that would settle most disputed findings come first. */
export function faultsToLeaveOut({ disputed }: Pick<PairJudgement, "disputed">, most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { faults } of disputed) for (const id of faults) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([id]) => id);
}

/** The faults of the truth with the times from which they show in this pair. */
function seenFaults({ truth, visibilityOf }: WatchedPair): readonly Seen[] {
  return truth.faults.map((fault) => {
    const visibility = visibilityOf(fault);
    return { fault: { ...fault, observableAt: visibility.at }, visibility };
  });
}

function pairedFault({ fault, visibility }: Seen, findings: readonly Occurrence[], grounds: Grounds): PairedFault {
  const { id, kind, asset, component, beginsAt, observableAt } = fault;
  const { at, first, taken } = visibility;
  const judged = observableAt === undefined ? undefined : judgeFault(fault, findings, grounds);
  return {
    id,
    kind,
    asset,
    component,
    ...(at === undefined ? {} : { visibleAfterS: (at - beginsAt) / 1e6 }),
    ...(first === undefined ? {} : { shownBy: first }),
    taken,
    lives: livesJudged(findings, fault, grounds),
    ...namedBy(findings, fault, grounds),
    ...(judged?.rule === undefined ? {} : { rule: judged.rule }),
    ...(judged?.delayS === undefined ? {} : { delayS: judged.delayS }),
    ...(judged?.leadS === undefined ? {} : { leadS: judged.leadS }),
  };
}
