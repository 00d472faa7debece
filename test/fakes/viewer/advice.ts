/** Recommendations of the brief in memory, with decisions of the page on them. */
import type { NewAdvice, Recommendation } from "../../../edge/contracts/records/advice-book.ts";
import type { AdviceState } from "../../../edge/contracts/records/advice-words.ts";
import type { AdviceAct } from "../../../edge/contracts/records/recommendation.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";

const ROUTE = /^\/api\/v1\/recommendations\/([^/]+)\/acts$/;
const AFTER: Readonly<Partial<Record<AdviceAct["kind"], AdviceState>>> = {
  accept: "accepted",
  decline: "declined",
  "not-useful": "not-useful",
  "take-back": "proposed",
};

const records = new Map<string, Recommendation>();

/** The same for every edge of a process. */
export const fakeAdvice: NonNullable<ReportParts["advice"]> = {
  ranking: { version: null, places: [] },
  newestFirst: () => [...records.values()],
  find: (uid) => [...records.values()].find(({ adviceUid }) => adviceUid === uid),
  inForce: (key) => records.get(key),
  note: async (advice: readonly NewAdvice[], now) =>
    new Map(
      advice.map((one) => {
        const found = records.get(one.key) ?? { ...one, adviceUid: `r-${records.size}`, proposedAt: now, acts: [] };
        records.set(one.key, found);
        return [one.key, found] as const;
      }),
    ),
};

/** The answer to a decision; undefined for another address. */
export function decidedAnswer(path: string, body: string): object | undefined {
  const uid = ROUTE.exec(path)?.[1];
  const advice = [...records.values()].find(({ adviceUid }) => adviceUid === uid);
  if (advice === undefined) return undefined;
  const { kind, actUid } = JSON.parse(body) as Pick<AdviceAct, "kind" | "actUid">;
  const act: AdviceAct = { actUid, kind, at: advice.proposedAt, by: { name: "local", as: "person" } };
  records.set(advice.key, { ...advice, acts: [...advice.acts, act] });
  return { adviceUid: uid, state: AFTER[kind] };
}
