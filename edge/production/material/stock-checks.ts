import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { Disagreement, Listed } from "./listed.ts";
import type { MaterialTwin } from "./material-twin.ts";
import { both, listed } from "./mismatch-words.ts";
import type { Mismatches } from "./mismatches.ts";
import type { Carrier, Piece } from "./records.ts";
import { stillDisagrees } from "./stock.ts";
import { presentStay } from "./timeline.ts";

/** Maximum number of listings that wait for all related reports; beyond it the oldest are not checked. */
const MOST_LOOKS = 1000;
/** Maximum number of disagreements per listing; more add no information. */
const MOST_DISAGREEMENTS = 200;
/** A place without a listing for this time is no longer observed; places send a listing at least each minute. */
const SEEN_US = 180e6;
const MOST_PLACES = 5000;

interface Look extends Pick<Listed, "place" | "time" | "disagreements"> {
  readonly due: Micros;
}

export interface StockCheckState {
  readonly stock?: readonly Look[];
  /** Time of each place's last listing. */
  readonly listedAt?: readonly (readonly [place: string, at: Micros])[];
  /** Active mismatches, by place. */
  readonly contradicted?: readonly (readonly [place: string, names: string])[];
}

export interface StockCheckOptions {
  readonly twin: MaterialTwin;
  readonly settleS: number;
  readonly mismatches: Mismatches;
  /** Whether a source that reports on the place recently lost data: a listing is then checked again later. */
  isHeld(place: string): boolean;
  /** Whether the config knows the place: no other may list its contents. */
  isPlace(place: string): boolean;
  /** The value of `state` before a restart. */
  readonly state: StockCheckState | undefined;
}

/**
 * Compares listings of places with the record: a disagreement that persists `settleS` after a listing arrived is a
 * mismatch, until a listing agrees.
 */
export class StockChecks {
  readonly #options: StockCheckOptions;
  readonly #seenAt: Map<string, Micros>;
  /** Active mismatches, by place. */
  readonly #reported: Map<string, string>;
  #looks: Look[];

  constructor(options: StockCheckOptions) {
    this.#options = options;
    const { stock = [], listedAt, contradicted } = options.state ?? {};
    this.#looks = [...stock];
    this.#seenAt = new Map(listedAt);
    this.#reported = new Map(contradicted?.filter(([place]) => options.isPlace(place)));
  }

  get state(): StockCheckState {
    return { stock: this.#looks, listedAt: [...this.#seenAt], contradicted: [...this.#reported] };
  }

  /** Keys of the mismatches that a listing of a place can end. */
  get keys(): ReadonlySet<string> {
    return new Set([...this.#reported.keys()].map(keyOf));
  }

  /** Places that list their contents. */
  get places(): readonly string[] {
    const { now } = this.#options.mismatches;
    return [...this.#seenAt].flatMap(([place, at]) => (now - at <= SEEN_US ? [place] : []));
  }

  listed({ place, time, receivedAt, disagreements }: Listed): void {
    if (this.#seenAt.has(place) || this.#seenAt.size < MOST_PLACES) this.#seenAt.set(place, receivedAt);
    // Without a disagreement nothing needs a second check.
    if (disagreements.length === 0 && !this.#reported.has(place)) return;
    this.#looks.push({
      place,
      time,
      disagreements: disagreements.slice(0, MOST_DISAGREEMENTS),
      due: receivedAt + this.#options.settleS * 1e6,
    });
    if (this.#looks.length > MOST_LOOKS) this.#looks.shift();
  }

  look(): void {
    const { now } = this.#options.mismatches;
    const due = this.#looks.filter((look) => look.due <= now && !this.#options.isHeld(look.place));
    if (due.length === 0) return;
    this.#looks = this.#looks.filter((look) => !due.includes(look));
    for (const look of due) this.#check(look);
  }

  #check({ place, time, disagreements }: Look): void {
    const { twin, mismatches } = this.#options;
    const subjects = disagreements.map((one) => ({
      ...one,
      subject: one.what === "pieces" ? twin.piece(one.id) : twin.carriers.get(one.id),
    }));
    const standing = subjects.filter((one) => stillDisagrees(one.subject, one, { place, time }));
    const key = keyOf(place);
    if (standing.length === 0) {
      this.#reported.delete(place);
      mismatches.end(key);
      return;
    }
    const names = standing.map(({ id }) => id).join(" ");
    const record = sideOf(standing.map((one) => [one.id, whereIs(one.subject), true] as const));
    const observed = sideOf(standing.map(({ id, isListed }: Disagreement) => [id, place, isListed] as const));
    const [only] = standing.length === 1 && standing[0]?.what === "pieces" ? standing : [];
    const mismatch = {
      kind: "stock" as const,
      place,
      ...(only === undefined ? {} : { piece: only.id }),
      since: time,
      record,
      observed,
    };
    if (this.#reported.get(place) === names) mismatches.holds(key, mismatch);
    else mismatches.begins(key, mismatch);
    this.#reported.set(place, names);
  }
}

function keyOf(place: string): string {
  return `stock ${place}`;
}

function whereIs(subject: Piece | Carrier | undefined): string {
  if (subject === undefined) return "?";
  return "state" in subject && subject.state !== "inside" ? subject.state : (presentStay(subject.stays)?.place ?? "?");
}

function sideOf(parts: readonly (readonly [id: string, place: string, isThere: boolean])[]): LocalizedText {
  return both(
    listed(parts.map(([id, place, isThere]) => `${id} ${isThere ? "在" : "不在"} ${place}`)),
    listed(parts.map(([id, place, isThere]) => `${id} ${isThere ? "at" : "not at"} ${place}`)),
  );
}
