import "../../../i18n/balance-catalogue.ts";
import "../../../panels/balance/balance.css";
import { fetchTree, rangeFor } from "../../../data/balance-api.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { BalanceNote } from "../../../panels/balance/balance-note.tsx";
import { FlowPicture } from "../../../panels/balance/flow-picture.tsx";
import { LeakList } from "../../../panels/balance/leak-list.tsx";
import { balanceRows, mediaOf, nodesOf, openAtFirst } from "../../../panels/balance/rows.ts";
import type { PanelProps } from "./panel-props.ts";
import { DEFAULT_SECONDS, lastSeconds } from "./span-note.tsx";

const REFRESH_MS = 60_000;

/** The balance of a medium: picture with unaccounted share and losses, and probable leaks. */
export function BalancePanel({ panel }: PanelProps<"balance">) {
  const { seconds, intervalMin } = rangeFor(panel.seconds ?? DEFAULT_SECONDS);
  const question = useQuestion(
    `tree ${seconds} ${askedAtMs() ?? "now"}`,
    () => fetchTree(lastSeconds(seconds), intervalMin),
    REFRESH_MS,
  );
  const { answer } = question;
  const media = answer === undefined ? [] : mediaOf(answer);
  const medium = panel.medium ?? media[0];
  const nodes = answer === undefined || medium === undefined ? [] : nodesOf(answer, medium);
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : medium === undefined || nodes.length === 0 ? (
        <p class="empty">{t("balance.none")}</p>
      ) : (
        <>
          <p class="card-note dash-balance-medium">{t(`energy.${medium}`)}</p>
          <BalanceNote answer={answer} nodes={nodes} seconds={seconds} />
          <FlowPicture rows={balanceRows(nodes, answer.trees, openAtFirst(nodes))} />
          <LeakList answer={answer} medium={medium} />
        </>
      )}
    </>
  );
}
