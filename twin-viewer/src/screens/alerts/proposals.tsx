import { useEffect, useState } from "preact/hooks";
import type { Recommendation } from "../../../../edge/contracts/records/advice-book.ts";
import { ask } from "../../data/api.ts";
import { formatNumber } from "../../data/format.ts";
import { local, t } from "../../i18n/language.ts";

type Proposal = Pick<Recommendation, "adviceUid" | "rule" | "what" | "why"> & {
  readonly effect?: { readonly expected: number; readonly low: number; readonly high: number } | null;
};

const ALARMS = "alarms/";
const MOST_SHOWN = 5;
const EVERY_MS = 60_000;

/** Open proposals on alarms that come too often; the edge makes them once an hour. */
function useProposals(): readonly Proposal[] {
  const [found, setFound] = useState<readonly Proposal[]>([]);
  useEffect(() => {
    let isOver = false;
    const read = (): void => {
      ask<{ recommendations: readonly Proposal[] }>("/api/v1/recommendations?limit=200").then(
        ({ recommendations }) => {
          if (!isOver) setFound(recommendations.filter(({ rule }) => rule.startsWith(ALARMS)));
        },
        () => undefined, // the banner reports that the edge does not answer; what is shown stays
      );
    };
    read();
    const timer = setInterval(read, EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, []);
  return found;
}

/** What would make the alarm system quieter, with what it would have left out. */
export function Proposals() {
  const all = useProposals();
  if (all.length === 0) return null;
  return (
    <>
      <h3>{t("floods.proposals")}</h3>
      <ul class="proposals">
        {all.slice(0, MOST_SHOWN).map(({ adviceUid, what, why, effect }) => (
          <li key={adviceUid}>
            <p>{local(what)}</p>
            <p class="card-note">{local(why)}</p>
            {effect === null || effect === undefined ? null : (
              <p class="card-note">
                {t("floods.fewer", {
                  count: formatNumber(-effect.expected, 1),
                  low: formatNumber(-effect.high, 1),
                  high: formatNumber(-effect.low, 1),
                })}
              </p>
            )}
          </li>
        ))}
      </ul>
      {all.length > MOST_SHOWN ? <p class="card-note">{t("floods.more", { count: all.length - MOST_SHOWN })}</p> : null}
    </>
  );
}
