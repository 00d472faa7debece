import { useState } from "preact/hooks";
import { MOST_CLASSES } from "../../../../../edge/contracts/quality/loop.ts";
import { usePlant } from "../../../data/context.ts";
import { formatMoment } from "../../../data/format.ts";
import { fetchPareto, type ParetoAnswer, type ParetoAsked } from "../../../data/loop-api.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { BadPieces } from "./bad-pieces.tsx";
import { areaText, Choice } from "./choice.tsx";
import { ParetoPicture } from "./pareto-picture.tsx";
import { type ParetoOrder, rankedRows } from "./pareto-rows.ts";
import { ParetoTable, percent } from "./pareto-table.tsx";

const REFRESH_MS = 30_000;
const DAYS = [1, 7, 30] as const;
const BY = ["class", "station", "area", "variant", "reason"] as const;
const ORDERS: readonly ParetoOrder[] = ["count", "cost"];

/** Bad pieces by defect, station, area or variant, most first; a row leads to its causes or narrows the rest. */
export function ParetoCard() {
  const [asked, setAsked] = useState<ParetoAsked>({ by: "class", variant: "", area: "", days: 7 });
  const [order, setOrder] = useState<ParetoOrder>("count");
  const atMs = askedAtMs();
  const key = `pareto ${Object.values(asked).join(" ")} ${atMs ?? "now"}`;
  const question = useQuestion(key, () => fetchPareto(asked, atMs), REFRESH_MS);
  const { answer } = question;
  const hasCost = answer?.rows.some(({ cost }) => cost !== null) ?? false;
  const set = (part: Partial<ParetoAsked>) => setAsked({ ...asked, ...part });
  return (
    <section class="card" aria-labelledby="pareto-title">
      <div class="card-head">
        <h2 id="pareto-title">{t("loop.pareto")}</h2>
      </div>
      <Filters asked={asked} answer={answer} onSet={set}>
        {hasCost ? (
          <Choice
            name={t("loop.order")}
            value={order}
            options={ORDERS.map((one) => [one, t(`loop.order-${one}`)])}
            onSet={setOrder}
          />
        ) : null}
      </Filters>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <Answer answer={answer} asked={asked} order={hasCost ? order : "count"} onSet={set} />
      )}
    </section>
  );
}

interface FiltersProps {
  readonly asked: ParetoAsked;
  readonly answer: ParetoAnswer | undefined;
  readonly onSet: (part: Partial<ParetoAsked>) => void;
  readonly children: preact.ComponentChildren;
}

function Filters({ asked, answer, onSet, children }: FiltersProps) {
  const index = usePlant();
  const all: readonly (readonly [string, string])[] = [["", t("loop.all")]];
  const known = (words: readonly string[] | undefined, chosen: string) =>
    [...new Set([...(words ?? []), ...(chosen === "" ? [] : [chosen])])].sort();
  return (
    <div class="loop-filters">
      <Choice
        name={t("loop.days")}
        value={String(asked.days)}
        options={DAYS.map((days) => [String(days), t(`loop.days-${days}`)])}
        onSet={(days) => onSet({ days: Number(days) })}
      />
      <Choice
        name={t("loop.by")}
        value={asked.by}
        options={BY.map((by) => [by, t(`loop.by-${by}`)])}
        onSet={(by) => onSet({ by })}
      />
      {asked.by === "reason" ? null : (
        <Choice
          name={t("loop.variant")}
          value={asked.variant}
          options={[...all, ...known(answer?.variants, asked.variant).map((one) => [one, one] as const)]}
          onSet={(variant) => onSet({ variant })}
        />
      )}
      <Choice
        name={t("loop.area")}
        value={asked.area}
        options={[...all, ...known(answer?.areas, asked.area).map((one) => [one, areaText(index, one)] as const)]}
        onSet={(area) => onSet({ area })}
      />
      {children}
    </div>
  );
}

/** How many pieces have a reason: the others say nothing about why. */
function ReasonNote({ answer: { total, rows } }: { answer: ParetoAnswer }) {
  const without = rows.find(({ name }) => name === "")?.bad ?? 0;
  return (
    <>
      {t("loop.reason-advisory", { bad: total.bad, without })}
      {total.bad === 0 ? "" : ` (${percent(without / total.bad)})`}
    </>
  );
}

interface AnswerProps {
  readonly answer: ParetoAnswer;
  readonly asked: ParetoAsked;
  readonly order: ParetoOrder;
  readonly onSet: (part: Partial<ParetoAsked>) => void;
}

function Answer({ answer, asked, order, onSet }: AnswerProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { total, since, from, rows } = answer;
  const isShort = since !== null && from !== null && Date.parse(since) > Date.parse(from);
  const ranked = rankedRows(rows, order);
  return (
    <>
      <p class="answer-note">
        {asked.by === "reason" ? (
          <ReasonNote answer={answer} />
        ) : (
          t("loop.pareto-advisory", { bad: total.bad, pieces: total.pieces })
        )}
        {answer.refused > 0 ? ` ${t("loop.pareto-refused", { count: answer.refused, most: MOST_CLASSES })}` : ""}
        {isShort ? ` ${t("loop.pareto-since", { time: formatMoment(Date.parse(since), zone) })}` : ""}
      </p>
      {ranked.length === 0 ? (
        <p class="empty">{t("loop.pareto-none")}</p>
      ) : (
        <>
          <ParetoPicture rows={ranked} order={order} />
          <ParetoTable rows={ranked} asked={asked} currency={answer.currency} onSet={onSet} />
          {asked.by === "reason" ? null : <BadPieces asked={asked} />}
        </>
      )}
    </>
  );
}
