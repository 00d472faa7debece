/** Whether the search for causes names the faults that spoil pieces in a run of the whole plant (E66, E67). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CauseView, DefectView } from "../../contracts/quality/causes.ts";
import type { ArrivedSecond } from "../input/arrived.ts";
import { tableRow } from "../report.ts";
import type { TrueFault } from "../truth.ts";

const MINUTE_US = 60e6;
/** A cause must be known at this time after the judgement of the n-th bad piece since the fault began. */
const KNOWN_AFTER_US = 300e6;
const KNOWN_AT_PIECE = 10;

interface JudgedCause {
  readonly id: string;
  readonly kind: string;
  /** Key of the class of defects. */
  readonly defect: string;
  /** From the fault's beginning to the tenth bad piece, minutes; null: there were fewer while it lasted. */
  readonly tenthMin: number | null;
  /** Place of the true cause five minutes later, from 1; null: it was not named. */
  readonly place: number | null;
  /** Minutes from the fault's beginning until the true cause was first; null: it never was while the fault lasted. */
  readonly knownMin: number | null;
  /** The first cause five minutes after the tenth bad piece. */
  readonly named: string | null;
}

export interface PlantCauseFigures {
  readonly causes: readonly JudgedCause[];
  /** Of those with ten bad pieces. */
  readonly judged: number;
  readonly first: number;
  readonly topThree: number;
  /** Classes in which a cause was named first that is of no fault: the key of each, and the sentence of the first. */
  readonly falseClasses: readonly { readonly defect: string; readonly named: string }[];
}

interface Followed {
  readonly fault: TrueFault;
  readonly key: string;
  readonly badBefore: number;
  tenthAt: Micros | undefined;
  place: number | null | undefined;
  named: string | null;
  knownAt: Micros | undefined;
}

/** Asks the book of causes once a minute. */
export class PlantCauses {
  readonly #faults: () => readonly TrueFault[];
  readonly #followed = new Map<TrueFault, Followed>();
  readonly #lots: { readonly at: Micros; readonly lot: string }[] = [];
  readonly #false = new Map<string, string>();

  /** `faults`: those of the truth so far. */
  constructor(faults: () => readonly TrueFault[]) {
    this.#faults = faults;
  }

  second({ at, events }: ArrivedSecond, defects: () => readonly DefectView[]): void {
    for (const { type, time, payload } of events)
      if (type === "lot.received") this.#lots.push({ at: time, lot: String(payload["lot"]) });
    if (Math.round(at / 1e6) % 60 !== 0) return;
    const begun = this.#faults().filter(({ cause, beginsAt }) => cause !== undefined && beginsAt <= at);
    if (begun.length === 0) return;
    const views = defects();
    const keys = new Set(begun.map(keyOf));
    for (const { key, ranking } of views) {
      const first = ranking?.causes[0];
      if (first === undefined || keys.has(key) || this.#false.has(key)) continue;
      // A fault may show in another class too: a wrong offset is measured on some pieces, and scraps all of them later.
      if (!begun.some((fault) => this.isOf(fault, first))) this.#false.set(key, first.sentence.en);
    }
    for (const fault of begun) this.#follow(fault, views, at);
  }

  #follow(fault: TrueFault, views: readonly DefectView[], at: Micros): void {
    const key = keyOf(fault);
    const view = this.viewOf(fault, views);
    const bad = view?.bad ?? 0;
    const known = this.#followed.get(fault);
    const one = known ?? {
      ...{ fault, key, badBefore: bad, tenthAt: undefined, place: undefined, named: null, knownAt: undefined },
    };
    if (known === undefined) this.#followed.set(fault, one);
    const isOver = fault.repairedAt !== undefined && at > fault.repairedAt;
    if (isOver && one.tenthAt === undefined) return;
    const causes = view?.ranking?.causes ?? [];
    const first = causes[0];
    if (one.knownAt === undefined && !isOver && first !== undefined && this.isOf(fault, first)) one.knownAt = at;
    if (one.tenthAt === undefined && bad - one.badBefore >= KNOWN_AT_PIECE) one.tenthAt = at;
    if (one.tenthAt === undefined || one.place !== undefined || at < one.tenthAt + KNOWN_AFTER_US) return;
    const place = causes.findIndex((cause) => this.isOf(fault, cause));
    one.place = place < 0 ? null : place + 1;
    one.named = first?.sentence.en ?? null;
  }

  /** Faults that spoil pieces and have begun. */
  get faults(): readonly TrueFault[] {
    return [...this.#followed.keys()];
  }

  /** When the tenth bad piece since the beginning of a fault was judged; undefined: not yet. */
  tenthOf(fault: TrueFault): Micros | undefined {
    return this.#followed.get(fault)?.tenthAt;
  }

  /** The class of defects of a fault among others. */
  viewOf(fault: TrueFault, views: readonly DefectView[]): DefectView | undefined {
    return views.find(({ key }) => key === keyOf(fault));
  }

  /** Whether a ranked cause is that of the fault. */
  isOf({ cause, beginsAt }: TrueFault, { candidate, level, side }: CauseView): boolean {
    return (cause?.circumstances ?? []).some(({ kind, operation, name, level: known }) => {
      const wanted = kind === "lot" && known === "" ? this.#lots.find(({ at }) => at >= beginsAt)?.lot : known;
      if (candidate.kind !== kind || candidate.operation !== operation || candidate.name !== name) return false;
      return side === "is" ? level === wanted : wanted === "";
    });
  }

  /** Undefined where no fault spoiled pieces. */
  figures(): PlantCauseFigures | undefined {
    if (this.#followed.size === 0) return undefined;
    const causes = [...this.#followed.values()].map((one): JudgedCause => {
      const since = (at: Micros | undefined): number | null =>
        at === undefined ? null : Math.round((at - one.fault.beginsAt) / MINUTE_US);
      return {
        ...{ id: one.fault.id, kind: one.fault.kind, defect: one.key, place: one.place ?? null, named: one.named },
        ...{ tenthMin: one.place === undefined ? null : since(one.tenthAt), knownMin: since(one.knownAt) },
      };
    });
    const judged = causes.filter(({ tenthMin }) => tenthMin !== null);
    return {
      causes,
      judged: judged.length,
      first: judged.filter(({ place }) => place === 1).length,
      topThree: judged.filter(({ place }) => place !== null && place <= 3).length,
      falseClasses: [...this.#false].map(([defect, named]) => ({ defect, named })),
    };
  }
}

/** Key of the class of defects that a fault causes. */
function keyOf({ cause }: TrueFault): string {
  const { operation = "", feature = "", side = "" } = cause?.defect ?? {};
  return [operation, feature, side].filter((word) => word !== "").join(" ");
}

const WIDTHS = [24, 18, 26, 12, 8, 0];

/** The section of the report. */
export function plantCausesText({ causes, judged, first, topThree, falseClasses }: PlantCauseFigures): string {
  const minutes = (value: number | null): string => (value === null ? "-" : `${value} min`);
  return [
    "",
    `causes of defects: ${first} of ${judged} first, ${topThree} in the first three, 5 min after the tenth bad piece;` +
      ` ${causes.length - judged} with fewer bad pieces; ` +
      `${falseClasses.length} classes without a fault had one`,
    tableRow(["fault", "kind", "defect", "10th after", "place", "first after"], WIDTHS),
    ...causes.map(({ id, kind, defect, tenthMin, place, knownMin }) =>
      tableRow([id, kind, defect, minutes(tenthMin), String(place ?? "-"), minutes(knownMin)], WIDTHS),
    ),
    ...causes.flatMap(({ id, place, named }) => (place === 1 || named === null ? [] : [`  ${id}: ${named}`])),
    ...falseClasses.map(({ defect, named }) => `  without a fault, ${defect}: ${named}`),
    "",
  ].join("\n");
}
