import type { ProposedChange } from "../../../../../edge/contracts/plant/proposal.ts";
import { usePlant } from "../../../data/context.ts";
import { formatMoment } from "../../../data/format.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import type { ComparedProposalAnswer } from "../config-api.ts";
import { ChangesInSight, RefusalTable } from "../differences.tsx";
import { pathText } from "../edit-values.ts";
import { chooseChange, proposal, taken, takeProposal } from "./state.ts";

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
      {refused.length === 0 ? null : (
        <RefusalTable
          heads={[t("setup.place")]}
          refusals={refused.map(({ path, ...refusal }) => ({
            ...refusal,
            place: [path.length === 0 ? "—" : pathText(path)],
          }))}
        />
      )}
      {changes.length > 0 ? (
        <ChangesInSight
          heads={[t("setup.take"), t("setup.place"), t("setup.before"), t("setup.after")]}
          changes={changes}
          row={(change, index) => <Change key={index} change={change} index={index} />}
        />
      ) : null}
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
