import type { ProposedChange } from "../../../../../edge/contracts/plant/proposal.ts";
import { usePlant } from "../../../data/context.ts";
import { formatMoment } from "../../../data/format.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { Gap, useRowsInSight } from "../../rows-in-sight.tsx";
import type { ComparedProposalAnswer } from "../config-api.ts";
import { pathText } from "../edit-values.ts";
import { chooseChange, proposal, taken, takeProposal } from "./state.ts";

/** As `.setup-changes td` in setup.css. */
const ROW_PX = 28;
const COLUMNS = 4;
/** As much of a value as a row shows. */
const MOST_SHOWN = 300;

/** In what a proposal differs from this plant, what of it to take over, and what is refused. */
export function ProposalView({ found }: { readonly found: ComparedProposalAnswer }) {
  const { changes, refused, origin } = found;
  return (
    <section class="setup-comparison" aria-label={t("setup.proposal")}>
      <div class="setup-bar">
        <output class="setup-count">
          {t("setup.proposal-differs", { count: changes.length, chosen: taken.value.size })}
          {refused.length === 0 ? "" : ` ${t("setup.refused-cells", { count: refused.length })}`}
        </output>
        <ActButton asks="configure" class="button primary" disabled={taken.value.size === 0} onAct={takeProposal}>
          {t("setup.take-over", { count: taken.value.size })}
        </ActButton>
        <button type="button" class="button small" onClick={() => (proposal.value = null)}>
          {t("alerts.cancel")}
        </button>
      </div>
      {origin === null ? null : <Origin origin={origin} />}
      {refused.length === 0 ? null : <Refused refused={refused} />}
      {changes.length > 0 ? <Changes changes={changes} /> : null}
      {changes.length === 0 && refused.length === 0 ? <p class="empty">{t("setup.no-difference")}</p> : null}
    </section>
  );
}

function Origin({ origin }: { readonly origin: NonNullable<ComparedProposalAnswer["origin"]> }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { plant, by, at, note, version } = origin;
  const when = formatMoment(Date.parse(at), zone);
  return (
    <p class="card-note">
      {t("setup.proposal-from", { plant, by, when })}
      {version === null ? "" : ` ${t("setup.proposal-version", { id: version })}`}
      {note === "" ? "" : ` ${note}`}
    </p>
  );
}

function Refused({ refused }: Pick<ComparedProposalAnswer, "refused">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-refused" tabIndex={0} aria-label={t("setup.refused")}>
      <table class="table">
        <thead>
          <tr>
            <th>{t("setup.place")}</th>
            <th>{t("setup.why-refused")}</th>
            <th class="wide">{t("setup.what-to-do")}</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ path, text, remedy }, i) => (
            <tr key={i}>
              <td>{path.length === 0 ? "—" : pathText(path)}</td>
              <td>{local(text)}</td>
              <td class="wide">{local(remedy)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Changes({ changes }: { readonly changes: readonly ProposedChange[] }) {
  const { scroller, first, last } = useRowsInSight(ROW_PX, changes.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="setup-scroll" ref={scroller} tabIndex={0} aria-label={t("setup.changes")}>
      <table class="table setup-changes" aria-rowcount={changes.length + 1}>
        <thead>
          <tr>
            <th>{t("setup.take")}</th>
            <th>{t("setup.place")}</th>
            <th>{t("setup.before")}</th>
            <th class="wide">{t("setup.after")}</th>
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} rowHeight={ROW_PX} columns={COLUMNS} />
          {changes.slice(first, last).map((change, i) => (
            <Change key={first + i} change={change} index={first + i} />
          ))}
          <Gap rows={changes.length - last} rowHeight={ROW_PX} columns={COLUMNS} />
        </tbody>
      </table>
    </section>
  );
}

function Change({ change, index }: { readonly change: ProposedChange; readonly index: number }) {
  const { path, before, after } = change;
  const place = pathText(path);
  return (
    <tr aria-rowindex={index + 2}>
      <td>
        <input
          type="checkbox"
          aria-label={t("setup.choose", { name: place })}
          checked={taken.value.has(index)}
          onChange={(event) => chooseChange(index, event.currentTarget.checked)}
        />
      </td>
      <td title={place}>{place}</td>
      <td title={shown(before)}>
        {before === undefined ? <small>{t("setup.absent")}</small> : <del>{shown(before)}</del>}
      </td>
      <td title={shown(after)}>{after === undefined ? <small>{t("setup.goes")}</small> : <ins>{shown(after)}</ins>}</td>
    </tr>
  );
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
