import "../../i18n/balance-catalogue.ts";
import "./balance.css";
import { useState } from "preact/hooks";
import type { Medium } from "../../../../edge/contracts/plant/media.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { Span } from "../../data/api.ts";
import { BALANCE_RANGES, type BalanceRange, fetchTree, type TreeAnswer, tableAddress } from "../../data/balance-api.ts";
import { openBalance } from "../../data/balance-link.ts";
import { atSite } from "../../data/base.ts";
import { usePlant } from "../../data/context.ts";
import { liveNowMs, selected } from "../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../answer-note.tsx";
import { HeardNote, meterAssets } from "../heard-note.tsx";
import { BalanceNote } from "./balance-note.tsx";
import { BalanceTable } from "./balance-table.tsx";
import { choose, readChoice } from "./choice.ts";
import { FlowPicture } from "./flow-picture.tsx";
import { LeakList } from "./leak-list.tsx";
import { balanceRows, mediaOf, nodesOf, openAtFirst } from "./rows.ts";

/** Answers of a long range change slowly, and cost the edge more. */
const REFRESH_MS: Readonly<Record<BalanceRange["id"], number>> = {
  ...{ "1h": 30_000, "8h": 60_000, "1d": 60_000, "7d": 300_000, "30d": 300_000, "1y": 600_000 },
};

/** The balance of a medium: picture, tree with residuals, leaks. Nothing where the plant has no media tree. */
export function BalanceCard({ focus }: { focus: (uid: AssetUid) => void }) {
  useSecond();
  const { medium: wanted, range } = readChoice(openBalance.value);
  const question = useQuestion(
    `tree ${range.id} ${askedAtMs() ?? "now"}`,
    () => fetchTree(spanOf(range), range.intervalMin),
    REFRESH_MS[range.id],
  );
  const { answer } = question;
  const media = answer === undefined ? [] : mediaOf(answer);
  const medium = media.find((one) => one === wanted) ?? media[0];
  if (answer !== undefined && medium === undefined) return null;
  return (
    <section class="card balance" aria-label={t("balance.title")}>
      <div class="card-head">
        <h2>{t("balance.title")}</h2>
        {medium === undefined ? null : <Media media={media} medium={medium} range={range} />}
        <Ranges medium={medium ?? wanted} range={range} />
        {answer === undefined || medium === undefined ? null : <Tables answer={answer} medium={medium} />}
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <HeardNote of={meterAssets} />
      {answer === undefined || medium === undefined ? null : (
        <Balance key={medium} answer={answer} medium={medium} seconds={range.seconds} focus={focus} />
      )}
    </section>
  );
}

function spanOf({ seconds }: BalanceRange): Span {
  const toMs = askedAtMs() ?? liveNowMs();
  return { fromMs: toMs - seconds * 1000, toMs };
}

interface BalanceProps {
  answer: TreeAnswer;
  medium: Medium;
  /** Length of the range that was asked for. */
  seconds: number;
  focus: (uid: AssetUid) => void;
}

function Balance({ answer, medium, seconds, focus }: BalanceProps) {
  const index = usePlant();
  const nodes = nodesOf(answer, medium);
  const [opened, setOpened] = useState<ReadonlySet<string> | undefined>(undefined);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const open = opened ?? openAtFirst(nodes);
  const rows = balanceRows(nodes, answer.trees, open);
  const choice = {
    chosen,
    toggle(id: string) {
      const next = new Set(open);
      if (!next.delete(id)) next.add(id);
      setOpened(next);
    },
    choose(id: string) {
      setChosen(id);
      const asset = index?.byLabel(id);
      if (asset === undefined) return;
      const shown = asset.meters ?? asset.assetUid;
      selected.value = shown;
      focus(shown);
    },
  };
  return (
    <>
      <BalanceNote answer={answer} nodes={nodes} seconds={seconds} />
      <FlowPicture rows={rows} choice={choice} />
      <BalanceTable rows={rows} choice={choice} />
      <LeakList answer={answer} medium={medium} />
    </>
  );
}

function Media({ media, medium, range }: { media: readonly Medium[]; medium: Medium; range: BalanceRange }) {
  return (
    <fieldset class="segments" aria-label={t("balance.medium")}>
      {media.map((one) => (
        <button
          key={one}
          type="button"
          class="segment"
          aria-pressed={one === medium}
          onClick={() => choose(one, range)}
        >
          {t(`energy.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Ranges({ medium, range }: { medium: Medium | undefined; range: BalanceRange }) {
  return (
    <fieldset class="segments" aria-label={t("balance.range")}>
      {BALANCE_RANGES.map((one) => (
        <button
          key={one.id}
          type="button"
          class="segment"
          aria-pressed={one.id === range.id}
          onClick={() => choose(medium ?? "electricity", one)}
        >
          {t(`balance.range-${one.id}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Tables({ answer, medium }: { answer: TreeAnswer; medium: Medium }) {
  return (
    <span class="balance-tables">
      {(["csv", "xlsx"] as const).map((format) => (
        <a
          key={format}
          class="button small"
          download=""
          href={atSite(tableAddress(answer, { medium, format, language: language.value }))}
          aria-label={t("balance.table-as", { format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
