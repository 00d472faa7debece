import type { Concern } from "../data/site-standing.ts";
import { t } from "../i18n/language.ts";
import { Badge } from "../panels/badge.tsx";

const PRIORITY_OF: Partial<Record<Concern, 1 | 2>> = { p1: 1, p2: 2 };

/** Why a site asks for attention, the worst first and in bold. */
export function Concerns({ concerns }: { concerns: readonly Concern[] }) {
  if (concerns.length === 0) return <span class="company-none">—</span>;
  return (
    <ul class="concerns">
      {concerns.map((one) => {
        const priority = PRIORITY_OF[one];
        return (
          <li key={one} class={`concern concern-${one}`}>
            {priority === undefined ? null : <Badge priority={priority} />}
            {t(`company.concern-${one}`)}
          </li>
        );
      })}
    </ul>
  );
}
