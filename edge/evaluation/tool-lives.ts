/** The tool of a finding: rule E18 in docs/rules/evaluation.md. Pure. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { JudgedForecast } from "./forecasts.ts";
import type { Occurrence } from "./occurrences.ts";
import type { ToolChange, TrueFault } from "./truth.ts";

/** Largest delay of a change: clocks are off by up to 2 s, and samples are shown 2 s after their time. */
const SEEN_LATE_US = 4e6;

/** Faults of a machine that show at its tools and outlive each of them: a wrong offset is not changed with the tool. */
const OUTLIVES_TOOLS: ReadonlySet<string | undefined> = new Set(["quality-shift"]);

type About = Pick<Occurrence, "label" | "component" | "since" | "raisedAt" | "kinds">;

/** The true tools of all machines, one after the other. */
export class ToolLives {
  readonly #changes = new Map<string, ToolChange[]>();

  constructor(changes: readonly ToolChange[]) {
    for (const change of changes) this.#changes.set(change.asset, [...(this.#changes.get(change.asset) ?? []), change]);
  }

  /** End of the tool of a finding; undefined: the finding concerns no tool, or the tool outlived the run. */
  endOf({ label, component, since, kinds }: About): ToolChange | undefined {
    if (component !== "tool" || OUTLIVES_TOOLS.has(kinds[0])) return undefined;
    return this.#changes.get(label)?.find(({ at }) => at > since);
  }

  /** Whether it was raised after its tool was replaced: for the present tool it is right only by chance. */
  isOfOldTool(alert: About): boolean {
    const end = this.endOf(alert);
    return end !== undefined && alert.raisedAt > end.at + SEEN_LATE_US;
  }

  /** Whether the tool that a finding is about came to its end, which is the best reason to speak of its wear. */
  isOfWornTool(alert: About): boolean {
    const end = this.endOf(alert);
    return end !== undefined && end.reason !== "planned" && !this.isOfOldTool(alert);
  }

  /** Whether the fault's tools were all replaced as planned, so that none came to its end. */
  wereReplacedAsPlanned({ kind, asset, beginsAt, repairedAt }: TrueFault): boolean {
    if (kind !== "tool-wear") return false;
    const during = (this.#changes.get(asset) ?? []).filter(
      ({ at }) => at >= beginsAt && at <= (repairedAt ?? Number.POSITIVE_INFINITY),
    );
    return during.length > 0 && during.every(({ reason }) => reason === "planned");
  }

  /** Outcome of a prediction: only its own tool can make it true, and a replaced tool cannot make it false. */
  outcomeOf(forecast: JudgedForecast, alert: About | undefined): JudgedForecast {
    const { saidAt, to, outcome, crossedAt } = forecast;
    const end = alert === undefined ? undefined : this.endOf({ ...alert, since: saidAt });
    if (end === undefined || end.at > to + (to - saidAt)) return forecast;
    if (outcome === "crossed" && (crossedAt as Micros) <= end.at + SEEN_LATE_US) return forecast;
    const { crossedAt: _ofTheNextTool, ...of } = forecast;
    return { ...of, outcome: "replaced" };
  }
}
