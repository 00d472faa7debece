/** Groups of the present alerts, computed once for each version of the alert book (rules FL6 and FL9). */

import type { AlertBook, AlertView } from "../../contracts/alerts/alert.ts";
import type { AlertGroup, GroupedAlerts } from "../../contracts/alerts/alert-groups.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { TagTable } from "../../contracts/plant/tag.ts";
import type { DetectorsConfig } from "../../detect/rules/config.ts";
import { onDelayS } from "../../detect/rules/on-delay.ts";
import { graphAlert } from "./graph-alert.ts";
import { groupAlerts, MOST_GROUPED } from "./group-alerts.ts";
import type { PlantGraph } from "./plant-graph.ts";

/** A cause that is closed already still explains what stands; consequences come at most this long after it. */
const LOOK_BACK_US = 3_600e6;
const DAY_US = 24 * 3_600e6;
/** The figures of the alarm system are read over this time, for the flag of a flood. */
const FLOOD_LOOK_BACK_US = 8 * 3_600e6;

/** After a computation it rests so many times as long: it runs on the thread of the samples, and a view can wait. */
const REST = 20;

export interface GroupReaderParts {
  readonly book: Pick<AlertBook, "version" | "standing" | "history" | "figures">;
  readonly assets: readonly Pick<Asset, "assetUid" | "kind" | "label">[];
  readonly tags: Pick<TagTable, "at">;
  /** The rules in force; their supplies belong to the graph. */
  rules(): DetectorsConfig;
  graphOf(rules: DetectorsConfig): PlantGraph;
  now(): Micros;
}

export class AlertGroupReader {
  readonly #parts: GroupReaderParts;
  readonly #assets: ReadonlyMap<string, Pick<Asset, "kind" | "label">>;
  #known: { readonly rules: DetectorsConfig; readonly graph: PlantGraph } | undefined;
  #answer: GroupedAlerts | undefined;
  #past: { readonly at: Micros; readonly answer: GroupedAlerts } | undefined;
  #restUntilMs = 0;

  constructor(parts: GroupReaderParts) {
    this.#parts = parts;
    this.#assets = new Map(parts.assets.map((asset) => [asset.assetUid, asset]));
  }

  read(): GroupedAlerts {
    const { book, now } = this.#parts;
    const { rules, graph } = this.#graph();
    const { version } = book;
    const begunMs = performance.now();
    if (this.#answer !== undefined && begunMs < this.#restUntilMs) return this.#answer;
    const at = now();
    const { isFlood } = book.figures(at - FLOOD_LOOK_BACK_US, at + 1);
    if (this.#answer?.version === version && this.#answer.isFlood === isFlood) return this.#answer;
    const standing = book.standing();
    const earliest = Math.min(at, ...standing.map(({ raisedAt }) => raisedAt)) - LOOK_BACK_US;
    const earlier = book.history(Math.max(earliest, at - DAY_US), at + 1, MOST_GROUPED);
    const alerts = new Map([...standing, ...earlier].map((alert) => [alert.alertUid, alert]));
    const isOpen = (uid: string) => alerts.get(uid)?.state !== "closed";
    this.#answer = { version, isFlood, groups: this.#group([...alerts.values()], { rules, graph }, isOpen) };
    this.#restUntilMs = performance.now() + REST * (performance.now() - begunMs);
    return this.#answer;
  }

  /**
   * Groups of the alerts that stood at a time, with today's graph, as far as the book still knows: it keeps the newest
   * occurrence of each alert, and so many of them.
   */
  readAt(at: Micros): GroupedAlerts {
    const { book } = this.#parts;
    // First: new rules make a new graph, and an answer by the old one is forgotten.
    const known = this.#graph();
    const { version } = book;
    if (this.#past?.at === at && this.#past.answer.version === version) return this.#past.answer;
    const stood = ({ clearedAt }: AlertView, until: Micros) => clearedAt === undefined || clearedAt > until;
    // What stood for more than a day stood at that time, too.
    const long = book.standing().filter(({ raisedAt }) => raisedAt < at - DAY_US);
    const raised = book.history(at - DAY_US, at + 1, MOST_GROUPED);
    const alerts = [...raised, ...long].filter((alert) => stood(alert, at - LOOK_BACK_US));
    const open = new Set(alerts.filter((alert) => stood(alert, at)).map(({ alertUid }) => alertUid));
    const groups = this.#group(alerts, known, (uid) => open.has(uid));
    const { isFlood } = book.figures(at - FLOOD_LOOK_BACK_US, at + 1);
    const answer = { version, isFlood, groups };
    this.#past = { at, answer };
    return answer;
  }

  #group(
    alerts: readonly AlertView[],
    { rules, graph }: { readonly rules: DetectorsConfig; readonly graph: PlantGraph },
    isOpen: (uid: string) => boolean,
  ): readonly AlertGroup[] {
    const facts = {
      graph,
      tagAt: (ref: Parameters<TagTable["at"]>[0]) => this.#parts.tags.at(ref),
      onDelayS: (alert: AlertView, tag: ReturnType<TagTable["at"]>) =>
        alert.origin.conditionId === undefined
          ? onDelayS(rules, { rule: alert.rule, asset: this.#assets.get(alert.assetUid), tag })
          : 0,
    };
    const groups = groupAlerts(
      alerts.map((alert) => graphAlert(alert, facts)),
      graph,
    );
    return groups.flatMap((group) => openPart(group, isOpen));
  }

  #graph() {
    const rules = this.#parts.rules();
    if (this.#known?.rules !== rules) {
      this.#known = { rules, graph: this.#parts.graphOf(rules) };
      this.#answer = this.#past = undefined;
    }
    return this.#known;
  }
}

/** Without consequences that are closed; none at all without one that is not. */
function openPart(group: AlertGroup, isOpen: (uid: string) => boolean): readonly AlertGroup[] {
  const consequences = group.consequences.filter(({ alertUid }) => isOpen(alertUid));
  return consequences.length === 0 ? [] : [{ ...group, consequences }];
}
