import type { Medium } from "../../../../edge/contracts/plant/media.ts";
import { amountUnit } from "../../../../edge/contracts/words/figure-text.ts";
import type { BranchEntry, TreeAnswer } from "../../data/balance-api.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment, formatNumber } from "../../data/format.ts";
import { inFrame } from "../../data/in-frame.ts";
import { alerts, moment, openAlert } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { NowOnly } from "../answer-note.tsx";
import { leakSearch } from "./rows.ts";

const HOURS_PER_YEAR = 8760;

/** Probable leaks as they are now, and how many branches are searched for them. */
export function LeakList({ answer, medium }: { answer: TreeAnswer; medium: Medium }) {
  const { leaks, watched, learning } = leakSearch(answer, medium);
  if (watched + learning === 0) return null;
  return (
    <>
      <h3 class="balance-head">{t("balance.leaks")}</h3>
      {moment.value === null ? (
        <>
          <p class="answer-note">{t("balance.search", { watched, learning })}</p>
          {leaks.length === 0 ? <p class="empty">{t("balance.no-leaks")}</p> : <Leaks leaks={leaks} />}
        </>
      ) : (
        <NowOnly />
      )}
    </>
  );
}

function Leaks({ leaks }: { leaks: readonly BranchEntry[] }) {
  return (
    <div class="balance-scroll">
      <table class="table is-fitted" aria-label={t("balance.leaks")}>
        <thead>
          <tr>
            <th>{t("balance.leak-branch")}</th>
            <th class="is-number">{t("balance.leak-flow")}</th>
            <th>{t("balance.leak-since")}</th>
            <th class="is-number">{t("balance.leak-cost")}</th>
            {inFrame.value ? null : <th>{t("balance.alert")}</th>}
          </tr>
        </thead>
        <tbody>
          {leaks.map((branch) => (
            <Row key={branch.id} branch={branch} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ branch: { id, leak, unit } }: { branch: BranchEntry }) {
  const site = usePlant()?.plant.site;
  if (leak === null) return null;
  const { flow, since, costPerYear } = leak;
  const [amount = "", per = "h"] = unit.split("/");
  const alert = alerts.value.find(({ rule }) => rule === `energy/leak/${id}`);
  return (
    <tr>
      <th scope="row">{id}</th>
      <td class="is-number">
        {two(flow)} {amountUnit(amount)}/{per}
        <div class="order-counts">
          {t("balance.a-year", { amount: `${two(flow * HOURS_PER_YEAR)} ${amountUnit(amount)}` })}
        </div>
      </td>
      <td>{since === null ? "—" : formatMoment(Date.parse(since), site?.timeZone ?? "UTC", false)}</td>
      <td class="is-number">
        {costPerYear === null ? <em>{t("balance.no-price")}</em> : `${two(costPerYear)} ${site?.currency ?? ""}`}
      </td>
      {inFrame.value ? null : (
        <td>
          {alert === undefined ? (
            "—"
          ) : (
            <button type="button" class="link" onClick={() => (openAlert.value = { alertUid: alert.alertUid })}>
              {t("balance.to-alert")}
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

/** Two digits: more would say more than is known. */
function two(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}
