import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { csvRows } from "../../../../edge/contracts/table-text.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { givenOrders } from "../../../../edge/schedule/orders/given-orders.ts";
import { scheduleTable } from "../../../../edge/schedule/orders/schedule-table.ts";
import { scheduleXml } from "../../../../edge/schedule/orders/schedule-xml.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { SEED } from "../../../run/seed.ts";
import { randomPlan, workPlan } from "./plans.ts";

const PLAN = workPlan({
  timeZone: "Asia/Shanghai",
  start: "2026-12-01T08:00+08:00",
  machines: [{ id: "MILL" }],
  variants: ["P1", "P2"].map((id) => ({ id, route: [{ id: "mill", machines: [{ machine: "MILL", minutes: 3 }] }] })),
});

function read(text: string) {
  const { orders, finished, problems } = givenOrders(text, PLAN);
  return {
    orders: orders.map(({ order }) => order),
    finished,
    problems: problems.map(({ line, path, code }) => `${line} ${path} ${code}`),
  };
}

/** An operations request with one segment. */
function request(fields: string, material = "<MaterialDefinitionID>P1</MaterialDefinitionID>"): string {
  return `<OperationsRequest>${fields}
    <SegmentRequirement><ID>1</ID><EarliestStartTime>2026-12-01T02:00:00Z</EarliestStartTime>
      <LatestEndTime>2026-12-02T02:00:00Z</LatestEndTime>
      <MaterialRequirement><MaterialDefinitionID>STEEL</MaterialDefinitionID><MaterialUse>Consumed</MaterialUse>
        <Quantity><QuantityString>9</QuantityString><UnitOfMeasure>kg</UnitOfMeasure></Quantity></MaterialRequirement>
      <MaterialRequirement>${material}<MaterialUse>Produced</MaterialUse>
        <Quantity><QuantityString>40</QuantityString><UnitOfMeasure>EA</UnitOfMeasure></Quantity></MaterialRequirement>
    </SegmentRequirement></OperationsRequest>`;
}

it("[SD17] a table has columns by name, in both languages, with any separator, and times of the plant's clocks", () => {
  const order = { variant: "P1", quantity: 30, due: "2026-12-01T06:00:00Z", priority: 1, material: [] };
  const english = '\ufeffNote;ORDER;variant;quantity;due\r\n"a\nb";A-1;P1;30;2026-12-01 14:00\r\n';
  expect(read(english)).toEqual({ orders: [{ id: "A-1", ...order }], finished: 0, problems: [] });
  const chinese = "订单,产品,数量,交期,权重,最早开始\nA-1,P1,30,2026-12-01T14:00+08:00,2.5,2026-12-01 08:30:00\n";
  const all = { id: "A-1", ...order, priority: 2.5, release: "2026-12-01T00:30:00Z" };
  expect(read(chinese).orders).toEqual([all]);
  expect(read("order\tvariant\tdue\n'-7\tP1\t2026-12-01 14:00").orders).toEqual([{ id: "-7", ...order, quantity: 1 }]);
});

it("[SD17] everything that is wrong in a table is named with its line", () => {
  const rows = [
    "order,variant,quantity,due,priority",
    "A,P9,1.5,tomorrow,0",
    "",
    ",P1,1,2026-12-01 10:00,",
    "A,P1,1,2026-02-30 10:00,",
    `${"x".repeat(101)},P1,1000001,2026-12-01,high`,
  ];
  expect(read(rows.join("\n"))).toEqual({
    orders: [],
    finished: 0,
    problems: [
      "2 A, variant order-variant",
      "2 A, quantity order-quantity",
      "2 A, priority order-priority",
      "2 A, due order-moment",
      "4 order order-name",
      "5 A, order order-twice",
      "5 A, due order-moment",
      ...["order order-name", "quantity order-quantity", "priority order-priority", "due order-moment"].map(
        (what) => `6 ${"x".repeat(101)}, ${what}`,
      ),
    ],
  });
  expect(read("order,quantity\nA,1").problems).toEqual(["1  order-columns"]);
  expect(read('order,variant,due\nA,"P1').problems).toEqual(["2  order-table"]);
  expect(read("").problems).toEqual(["1  order-columns"]);
  expect(read("order,variant,due\n").problems).toEqual(["1  order-file-empty"]);
});

it("[SD17] an operations schedule gives what is produced, in a transaction and with any prefix of its names", () => {
  const full = request(
    "<ID>A-1</ID><StartTime>2026-12-01T00:30:00Z</StartTime><EndTime>2026-12-03T00:00:00Z</EndTime>" +
      "<Priority>2</Priority><RequestState>Released</RequestState>",
  );
  const bare = request("<ID>A-2</ID><OperationsDefinitionID>P2</OperationsDefinitionID>", "");
  const done = request(
    "<ID>A-3</ID><RequestState>Completed</RequestState>",
    "<MaterialDefinitionID>P9</MaterialDefinitionID>",
  );
  const requests = [full, bare, done].join("");
  const body = `<OperationsSchedule xmlns="urn:x"><ID>S</ID>${requests}</OperationsSchedule>`;
  const common = { quantity: 40, material: [] };
  const expected = {
    orders: [
      {
        id: "A-1",
        variant: "P1",
        ...common,
        release: "2026-12-01T00:30:00Z",
        due: "2026-12-03T00:00:00Z",
        priority: 0.5,
      },
      {
        id: "A-2",
        variant: "P2",
        ...common,
        release: "2026-12-01T02:00:00Z",
        due: "2026-12-02T02:00:00Z",
        priority: 1,
      },
    ],
    finished: 1,
    problems: [],
  };
  expect(read(body)).toEqual(expected);
  const wrapped = `<ProcessOperationsSchedule><DataArea><Process/>${body}</DataArea></ProcessOperationsSchedule>`;
  expect(read(wrapped)).toEqual(expected);
  expect(read(body.replaceAll(/<(\/?)(\w)/g, "<$1b:$2"))).toEqual(expected);
});

it("[SD17] a production schedule of earlier versions is read too", () => {
  const text = `<?xml version="1.0"?><ProductionSchedule><ProductionRequest><ID>A-1</ID>
    <ProductProductionRuleID>P2</ProductProductionRuleID><EndTime>2026-12-03T08:00+08:00</EndTime>
    <SegmentRequirement><MaterialProducedRequirement><Quantity><QuantityString>7</QuantityString></Quantity>
    </MaterialProducedRequirement></SegmentRequirement></ProductionRequest></ProductionSchedule>`;
  const order = { id: "A-1", variant: "P2", quantity: 7, due: "2026-12-03T00:00:00Z", priority: 1, material: [] };
  expect(read(text)).toEqual({ orders: [order], finished: 0, problems: [] });
});

it("[SD17] an operations schedule with mistakes is refused, and a document type is never read", () => {
  const schedule = (content: string) => `<OperationsSchedule>\n${content}</OperationsSchedule>`;
  const fields = "<ID>A-1</ID><EndTime>2026-12-03T00:00:00Z</EndTime>";
  expect(read(schedule(request(fields).replace("EA", "kg"))).problems).toEqual(["2 A-1, Quantity order-unit"]);
  expect(read(schedule(request(fields).replaceAll("Produced", "Consumed"))).problems).toEqual([
    "2 A-1, variant order-variant",
    "2 A-1, quantity order-quantity",
  ]);
  expect(read(schedule(request(`${fields}<Priority>urgent</Priority>`))).problems).toEqual([
    "2 A-1, priority order-priority",
  ]);
  expect(read(schedule(request(fields)).slice(0, -9)).problems).toEqual(["9  order-xml"]);
  expect(read(`<!DOCTYPE a [<!ENTITY b "c">]>${schedule(request(fields))}`).problems).toEqual(["1  order-xml"]);
  const closed = schedule(request("<ID>A-1</ID><RequestState>Closed</RequestState>"));
  expect(read(closed)).toMatchObject({ finished: 1, problems: ["1  order-file-empty"] });
});

it("[SD17] an order is what the last segment produces, and ranks are whole or not", () => {
  const fields = (rank: string) => `<ID>A</ID><EndTime>2026-12-03T00:00:00Z</EndTime><Priority>${rank}</Priority>`;
  const made = (material: string, quantity: number) =>
    `<SegmentRequirement><ID>0</ID><MaterialRequirement><MaterialDefinitionID>${material}</MaterialDefinitionID>
    <MaterialUse>Produced</MaterialUse><Quantity><QuantityString>${quantity}</QuantityString></Quantity>
    </MaterialRequirement></SegmentRequirement>`;
  const of = (rank: string, ...segments: string[]) => {
    const content = `${fields(rank)}${segments.join("")}`;
    return read(`<OperationsSchedule><OperationsRequest>${content}</OperationsRequest></OperationsSchedule>`);
  };
  expect(of("5.0", made("BLANK", 80), made("P2", 40)).orders).toMatchObject([
    { variant: "P2", quantity: 40, priority: 0.2 },
  ]);
  expect(of("1", made("P2", 80), made("LABEL", 1)).orders).toMatchObject([
    { variant: "P2", quantity: 80, priority: 1 },
  ]);
  expect(of("1", made("P1", 80), made("P2", 40)).problems).toEqual(["1 A, MaterialRequirement order-several"]);
  for (const rank of ["0", "0.5", "-1", "urgent"])
    expect(of(rank, made("P1", 1)).problems, rank).toEqual(["1 A, priority order-priority"]);
});

it("[SD17] a segment's date that is none is told, wherever it stands", () => {
  const body = request("<ID>A</ID>").replace("</OperationsRequest>", "");
  const second = "<SegmentRequirement><ID>2</ID><LatestEndTime>soon</LatestEndTime></SegmentRequirement>";
  const text = `<OperationsSchedule>${body}${second}${second.replace("soon", "2026-12-05T00:00:00Z")}`;
  expect(read(`${text}</OperationsRequest></OperationsSchedule>`).problems).toEqual(["1 A, due order-moment"]);
});

it("[SD17] more orders than a plan may have are refused with the line of the first", () => {
  const rows = Array.from({ length: 5_001 }, (_, at) => `A-${at},P1,2026-12-01 14:00`);
  expect(read(["order,variant,due", ...rows.slice(1)].join("\n")).problems).toEqual([]);
  expect(read(["order,variant,due", ...rows].join("\n")).problems).toEqual(["5002  order-many"]);
  const own = {
    ...PLAN,
    orders: PLAN.orders.concat(
      givenOrders(["order,variant,due", rows[0]].join("\n"), PLAN).orders.map(({ order }) => order),
    ),
  };
  expect(givenOrders(["order,variant,due", ...rows.slice(1)].join("\n"), own).problems).toMatchObject([
    { line: 5001, code: "order-many" },
  ]);
  const requests = Array.from({ length: 40_000 }, () => "<OperationsRequest>\n</OperationsRequest>\n").join("");
  expect(read(`<OperationsSchedule>\n${requests}</OperationsSchedule>`).problems).toEqual(["10002  order-many"]);
});

it.for(Array.from({ length: 20 }, (_, at) => at))(
  "[SD17] damaged files end in problems, never in an error (%i)",
  (number) => {
    const chance = new Chance(SEED + number);
    const rows = Array.from({ length: 5 }, (_, at) => `A${at},P1,"3",2026-12-01 14:00\n`);
    const table = `order,variant,quantity,due\n${rows.join("")}`;
    for (const whole of [table, `<OperationsSchedule>${request("<ID>A-1</ID>")}</OperationsSchedule>`])
      for (let round = 0; round < 50; round++) {
        const at = chance.below(whole.length);
        const odd = ["", '"', "<", ">", "&", "\n", ",", "\u0000", "\ud800", "é"][chance.below(10)] as string;
        const { orders, problems } = givenOrders(whole.slice(0, at) + odd + whole.slice(at + chance.below(9)), PLAN);
        expect(orders.length + problems.length).toBeGreaterThan(0);
      }
  },
);

function planned(plan: WorkPlan) {
  const { decisions, timeline } = improve(readPlant(plan), 1, (done) => done / 100);
  return scheduleOf(decisions, timeline);
}

it.for(Array.from({ length: 20 }, (_, at) => at))(
  "[SD18] a plan that is given back as B2MML has the same orders (%i)",
  (number) => {
    const made = randomPlan(new Chance(SEED + number), { orders: 6, steps: 3 });
    const plan = { ...made, orders: made.orders.map((order, at) => ({ ...order, id: `<${at}> & "co" '` })) };
    const { orders, problems } = givenOrders(scheduleXml(plan, planned(plan), Date.parse(plan.start)), plan);
    expect(problems).toEqual([]);
    const told = ({ id, variant, quantity, due, release = plan.start }: WorkPlan["orders"][number]) => ({
      ...{ id, variant, quantity },
      times: [release, due].map((time) => Date.parse(time)),
    });
    expect(orders.map(({ order }) => told(order))).toEqual(plan.orders.map(told));
  },
);

it("[SD18] a plan as a table has a line for each operation, in UTC and by the plant's clocks, without formulas", () => {
  const orders = ["=1+1", "B"].map((id) => ({ id, variant: "P1", quantity: 10, due: "2026-12-01T08:20+08:00" }));
  const plan = workPlan({ ...PLAN, orders });
  const schedule = planned(plan);
  const [head, ...rows] = csvRows(scheduleTable(plan, schedule, { language: "zh", timeZone: plan.timeZone }));
  const column = (name: string) => rows.map(({ cells }) => cells[head?.cells.indexOf(name) ?? -1]);
  expect(column("order").toSorted()).toEqual(["'=1+1", "B"]);
  expect(column("start")).toEqual(["2026-12-01T00:00:00.000Z", "2026-12-01T00:30:00.000Z"]);
  expect(column("start.local")).toEqual(["2026-12-01 08:00:00.000", "2026-12-01 08:30:00.000"]);
  expect(column("orderLateMinutes")).toEqual(["10", "40"]);
  expect(column("reason")[0]).toContain("最早可于");
});
