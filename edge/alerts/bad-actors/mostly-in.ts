/** The state of a machine in which most annunciations of an alarm fall (rule FL17). Pure. */
import type { Annunciation } from "../../contracts/alerts/alarm-figures.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StateSpan } from "../../contracts/production/production.ts";

/** A time in one state, in order. */
export type Spell = Pick<StateSpan, "from" | "to" | "cause">;

/** Share of the annunciations that must fall into the state, and the largest share of the time that it may take. */
const LEAST_INSIDE = 0.8;
const MOST_TIME = 0.4;
/** In these an alarm is wanted: a machine that works, fails, or of which nobody knows. */
const WANTED: ReadonlySet<Spell["cause"]> = new Set(["working", "failure", "unknown"]);

interface Mostly {
  readonly state: Spell["cause"];
  /** Annunciations in the state, and those of them that also ended in it: a suppression leaves out only these. */
  readonly inside: number;
  readonly whole: number;
  readonly timeShare: number;
}

export function mostlyIn(annunciations: readonly Annunciation[], spells: readonly Spell[]): Mostly | undefined {
  const known = spells.reduce((sum, { from, to }) => sum + to - from, 0);
  if (annunciations.length === 0 || known <= 0) return undefined;
  const spellAt = (time: Micros) => spells.find(({ from, to }) => time >= from && time < to);
  const at = annunciations.map((one) => ({ one, spell: spellAt(one.at) }));
  for (const state of new Set(spells.map(({ cause }) => cause))) {
    if (WANTED.has(state)) continue;
    const inside = at.filter(({ spell }) => spell?.cause === state);
    const time = spells.reduce((sum, { from, to, cause }) => sum + (cause === state ? to - from : 0), 0);
    if (inside.length < LEAST_INSIDE * annunciations.length || time > MOST_TIME * known) continue;
    const whole = inside.filter(({ one, spell }) => (one.clearedAt ?? Number.POSITIVE_INFINITY) <= (spell as Spell).to);
    if (whole.length < annunciations.length / 2) continue;
    return { state, inside: inside.length, whole: whole.length, timeShare: time / known };
  }
  return undefined;
}
