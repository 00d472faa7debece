/** Tables of what a file would change here, and of what of it is refused. */
import type { JSX } from "preact";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { local, t } from "../../i18n/language.ts";
import { Gap, useRowsInSight } from "../rows-in-sight.tsx";

/** As `.setup-changes td` in setup.css. */
const ROW_PX = 28;

/** Only rows in sight are drawn. `row`: one `<tr>` with a cell for each head. */
export function ChangesInSight<Change>({
  heads,
  changes,
  row,
}: {
  readonly heads: readonly string[];
  readonly changes: readonly Change[];
  readonly row: (change: Change, index: number) => JSX.Element;
}) {
  const { scroller, first, last } = useRowsInSight(ROW_PX, changes.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-scroll" ref={scroller} tabIndex={0} aria-label={t("setup.changes")}>
      <table class="table setup-changes" aria-rowcount={changes.length + 1}>
        <Heads heads={heads} />
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={heads.length} />
          {changes.slice(first, last).map((change, i) => row(change, first + i))}
          <Gap rows={changes.length - last} rowHeight={ROW_PX} columns={heads.length} />
        </tbody>
      </table>
    </section>
  );
}

export interface Refusal {
  /** Where it is, a cell for each head. */
  readonly place: readonly string[];
  readonly text: LocalizedText;
  readonly remedy: LocalizedText;
}

/** `heads`: of the place. `more`: how many refusals are not listed. */
export function RefusalTable({
  heads,
  refusals,
  more = 0,
}: {
  readonly heads: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly more?: number;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-refused" tabIndex={0} aria-label={t("setup.refused")}>
      <table class="table">
        <Heads heads={[...heads, t("setup.why-refused"), t("setup.what-to-do")]} />
        <tbody>
          {refusals.map(({ place, text, remedy }, i) => (
            <tr key={i}>
              {place.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
              <td>{local(text)}</td>
              <td class="wide">{local(remedy)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more === 0 ? null : (
        <p class="card-note">{t("setup.more-items", { shown: refusals.length, count: refusals.length + more })}</p>
      )}
    </section>
  );
}

/** The last column takes the room that is left. */
function Heads({ heads }: { readonly heads: readonly string[] }) {
  return (
    <thead>
      <tr>
        {heads.map((head, at) => (
          <th key={at} class={at === heads.length - 1 ? "wide" : undefined}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}
