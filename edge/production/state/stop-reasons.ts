/** Reasons of stops: said by people, else of the alert that was active, else the cause of the state. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { StateSpan, StopReason } from "../../contracts/production/production.ts";
import type { KpisConfig } from "./config.ts";
import type { StopMeaning } from "./losses.ts";
import type { AlertSpan, GivenReason } from "./state-store.ts";

export interface ReasonSources {
  readonly catalogue: KpisConfig["reasons"];
  readonly alerts: readonly AlertSpan[];
  /** By the beginning of the stop. */
  readonly given: ReadonlyMap<Micros, GivenReason>;
}

type Stretch = Pick<StateSpan, "from" | "to">;

function isStop({ element }: StateSpan): boolean {
  return element === "ADET" || element === "ADOT";
}

/** The stops among spans, with their reasons (rule SE13). */
export function stopReasons(spans: readonly StateSpan[], sources: ReasonSources): StopReason[] {
  return spans.filter(isStop).map(({ from, to, element, cause }) => {
    const given = sources.given.get(from);
    const meant = (): string => (element === "ADET" ? (alerted({ from, to }, sources) ?? cause) : cause);
    return {
      ...{ from, to, element, cause, reason: given?.reason ?? meant() },
      ...{ saidBy: given?.by ?? null, comment: given?.comment ?? null },
    };
  });
}

/** The reason of the catalogue that a stop has, if any (rule SE20). */
export function meaningOf(stop: StateSpan, sources: ReasonSources): StopMeaning | undefined {
  const [{ reason } = { reason: undefined }] = stopReasons([stop], sources);
  const found = sources.catalogue.find(({ code }) => code === reason);
  return found === undefined ? undefined : { code: found.code, name: found.name, loss: found.loss };
}

/** The alert of highest priority in a stop; of several the first. */
function activeIn({ from, to }: Stretch, alerts: readonly AlertSpan[]): AlertSpan | undefined {
  return alerts
    .filter(({ raised, ended }) => raised < to && ended > from)
    .sort((a, b) => a.priority - b.priority || a.raised - b.raised)[0];
}

/** The reason that an alert gives: of the catalogue, else its rule. */
function alerted(stop: Stretch, { alerts, catalogue }: ReasonSources): string | undefined {
  const rule = activeIn(stop, alerts)?.rule;
  if (rule === undefined) return undefined;
  return catalogue.find(({ alerts: rules }) => rules.some((one) => matchesWord(one, rule)))?.code ?? rule;
}
