/** Orders that ran in the span, as `GET /api/v1/orders` gives them. */
import { ordersAt } from "../../api/services/production/material.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { OrderView } from "../../contracts/production/material.ts";
import type { ReportCell, ReportFigure, ReportSection } from "../../contracts/reports/document.ts";
import { type Asked, ifThere } from "../asked.ts";
import { momentIn } from "../spans.ts";
import { leftOut } from "./left-out.ts";

const MOST_ORDERS = 60;

/** Orders that ran or ended in the span, and figures of those that ended. */
export async function orderSection(asked: Asked): Promise<ReportSection | undefined> {
  const { words, span } = asked;
  const answer = await ordersOf(asked);
  if (answer === undefined) return undefined;
  const { ended } = answer;
  const found = answer.orders.filter(({ endedAt, counted }) =>
    endedAt === null ? counted.started > 0 : endedAt >= span.from,
  );
  const shown = found.slice(0, MOST_ORDERS);
  const link = words.linkTo("material", momentIn(span));
  const figures: ReportFigure[] = [
    {
      name: words.say("order.ended"),
      value: ended.ended,
      text: words.count(ended.ended),
      definition: "on-time",
      ...link,
    },
    {
      name: words.say("order.on-time"),
      value: ended.onTimeRate,
      text: ended.onTimeRate === null ? "—" : `${words.number(100 * ended.onTimeRate, 0)} %`,
      definition: "on-time",
      ...link,
    },
    {
      name: words.say("order.lead-time"),
      value: ended.leadTimeS,
      text: words.duration(ended.leadTimeS),
      definition: "lead-time",
      ...link,
    },
  ];
  return {
    title: words.say("order.title"),
    ...link,
    blocks: [
      { kind: "figures", figures },
      {
        kind: "table",
        columns: [
          { name: words.say("order.name") },
          { name: words.say("order.variant") },
          { name: words.say("order.good"), isNumber: true, definition: "progress" },
          { name: words.say("order.scrapped"), isNumber: true },
          { name: words.say("order.due") },
          { name: words.say("order.end") },
        ],
        rows: shown.map((order) => rowOf(asked, order)),
        empty: words.say("order.none"),
      },
      ...leftOut(asked, shown.length, found.length),
    ],
  };
}

async function ordersOf(asked: Asked) {
  const { parts, caller, span, words, remark } = asked;
  const isPast = span.to < parts.now();
  const answer = await ifThere(asked, words.say("head.no-pieces"), () =>
    ordersAt(parts, caller, { at: isPast ? momentIn(span) : undefined, ended: span }),
  );
  if (answer !== undefined && !answer.isCurrent) remark(words.say("head.catching-up"));
  return answer;
}

function rowOf({ words }: Asked, order: OrderView): ReportCell[] {
  const { quantity, counted, due, variant } = order;
  const good = `${words.count(counted.good)} / ${quantity === null ? "?" : words.count(quantity)}`;
  return [
    { text: order.order },
    { text: variant },
    { text: good, value: counted.good },
    words.cells.count(counted.scrapped),
    { text: due === null ? "—" : words.moment(due) },
    { text: endOf(words, order) },
  ];
}

function endOf(words: Asked["words"], { endedAt, due, forecast }: OrderView): string {
  if (endedAt !== null) {
    const time = words.moment(endedAt);
    return due !== null && endedAt > due ? words.say("order.late", { time }) : time;
  }
  if (forecast.finish === null) return words.reason(forecast.reason);
  const time = words.say("order.forecast", { time: words.moment(forecast.finish) });
  return due !== null && forecast.finish > due ? words.say("order.late", { time }) : time;
}

/** One order: progress and times. Throws EdgeError `not-found`. */
export async function oneOrder(asked: Asked): Promise<{
  readonly view: OrderView;
  readonly section: ReportSection;
}> {
  const { words, question, span } = asked;
  const answer = await ordersOf(asked);
  const view = answer?.orders.find(({ order }) => order === question.order);
  if (view === undefined) throw new EdgeError("not-found", "this order was never reported");
  const { quantity, counted, due, variant } = view;
  const link = words.linkTo("material", momentIn(span));
  const share = quantity === null || quantity === 0 ? null : counted.good / quantity;
  const whole = (name: string, value: number, definition: ReportFigure["definition"]): ReportFigure => ({
    name,
    value,
    text: words.count(value),
    definition,
    ...link,
  });
  return {
    view,
    section: {
      title: words.say("order.title"),
      ...link,
      blocks: [
        {
          kind: "figures",
          figures: [
            {
              name: words.say("order.progress"),
              value: share,
              text: words.ratio(share),
              definition: "progress",
              ...link,
            },
            whole(words.say("machine.good"), counted.good, "good"),
            whole(words.say("order.scrapped"), counted.scrapped, "scrap"),
          ],
        },
        {
          kind: "table",
          columns: [{ name: words.say("order.name") }, { name: view.order }],
          rows: [
            [{ text: words.say("order.variant") }, { text: variant }],
            [
              { text: words.say("order.good") },
              { text: `${words.count(counted.good)} / ${quantity === null ? "?" : words.count(quantity)}` },
            ],
            [{ text: words.say("order.due") }, { text: due === null ? "—" : words.moment(due) }],
            [{ text: words.say("order.end") }, { text: endOf(words, view) }],
          ],
          empty: "",
        },
      ],
    },
  };
}
