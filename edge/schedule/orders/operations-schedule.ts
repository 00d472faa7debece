/**
 * Orders of an operations schedule of ISA-95 Part 2 as B2MML writes it: `OperationsSchedule` (V0500 and later), or
 * `ProductionSchedule` of earlier ones, alone or within a transaction (Part 5). The Business To Manufacturing Markup
 * Language (B2MML) is used courtesy of MESA International.
 */
import { XmlError, XmlReader } from "../../contracts/xml-reader.ts";
import { problem } from "../problem-table.ts";
import { OrderCheck } from "./checked-order.ts";
import type { GivenOrder, GivenOrders, OrderContext } from "./written-order.ts";

const REQUESTS: ReadonlySet<string> = new Set(["OperationsRequest", "ProductionRequest"]);
/** Request states of ISA-95 Part 2 behind which nothing is to be made. */
const FINISHED: ReadonlySet<string> = new Set(["Completed", "Aborted", "Cancelled", "Canceled", "Closed"]);
/** Units that mean pieces (UN/ECE Recommendation 20 and what people write). */
const PIECES: ReadonlySet<string> = new Set([
  "",
  "ea",
  "each",
  "pce",
  "pcs",
  "pc",
  "piece",
  "pieces",
  "c62",
  "h87",
  "件",
  "个",
  "只",
  "台",
]);

/** A request as it is read. */
interface Request {
  line: number;
  id: string;
  definition: string;
  start: string;
  end: string;
  priority: string;
  state: string;
  /** Of what its segments produce: the first. */
  material: string;
  quantity: string;
  unit: string;
  earliest: string;
  latest: string;
}

export function ordersInSchedule(text: string, context: OrderContext): GivenOrders {
  const check = new OrderCheck(context);
  let finished = 0;
  const orders: GivenOrder[] = [];
  try {
    for (const request of requestsIn(text)) {
      if (FINISHED.has(request.state)) {
        finished++;
        continue;
      }
      const order = orderOf(request, check);
      if (order !== undefined) orders.push(order);
    }
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    check.problems.push({ line: 1, path: "", ...problem("order-xml", { reason: error.message }) });
  }
  return { orders, finished, problems: check.problems };
}

function orderOf(request: Request, check: OrderCheck): GivenOrder | undefined {
  const { line, id, unit } = request;
  if (!PIECES.has(unit.toLowerCase())) {
    check.problems.push({ line, path: `${id}, Quantity`, ...problem("order-unit", { unit }) });
    return undefined;
  }
  const rank = request.priority === "" ? "" : String(1 / Number(request.priority));
  return check.order({
    line,
    id,
    variant: request.material || request.definition,
    quantity: request.quantity,
    release: request.start || request.earliest,
    due: request.end || request.latest,
    // The first rank is the most urgent, and has all of the weight.
    priority: /^\d+$/.test(request.priority) || request.priority === "" ? rank : request.priority,
  });
}

/** Throws XmlError. */
function* requestsIn(text: string): Generator<Request, void> {
  const xml = new XmlReader(text);
  for (let token = xml.next(); token !== "end"; token = xml.next())
    if (token === "open" && REQUESTS.has(xml.name)) yield readRequest(xml);
}

function readRequest(xml: XmlReader): Request {
  const { depth, line } = xml;
  const request: Request = { ...NO_REQUEST, line };
  for (let token = xml.next(); !(token === "close" && xml.depth < depth); token = xml.next()) {
    if (token !== "open") continue;
    const { name } = xml;
    if (name === "ID") request.id = xml.content();
    else if (name === "StartTime") request.start = xml.content();
    else if (name === "EndTime") request.end = xml.content();
    else if (name === "Priority") request.priority = xml.content();
    else if (name === "RequestState") request.state = xml.content();
    else if (name === "OperationsDefinitionID" || name === "ProductProductionRuleID")
      request.definition = xml.content();
    else if (name === "SegmentRequirement") readSegment(xml, request);
    else xml.skipElement();
  }
  return request;
}

const NO_REQUEST: Omit<Request, "line"> = {
  id: "",
  definition: "",
  start: "",
  end: "",
  priority: "",
  state: "",
  material: "",
  quantity: "",
  unit: "",
  earliest: "",
  latest: "",
};

/** A segment of a request, with those within it. */
function readSegment(xml: XmlReader, request: Request): void {
  const { depth } = xml;
  for (let token = xml.next(); !(token === "close" && xml.depth < depth); token = xml.next()) {
    if (token !== "open") continue;
    const { name } = xml;
    if (name === "EarliestStartTime") request.earliest = earlier(request.earliest, xml.content());
    else if (name === "LatestEndTime") request.latest = later(request.latest, xml.content());
    else if (name === "SegmentRequirement" || name === "SegmentRequirementChild") readSegment(xml, request);
    else if (name === "MaterialRequirement") readMaterial(xml, request, false);
    else if (name === "MaterialProducedRequirement") readMaterial(xml, request, true);
    else xml.skipElement();
  }
}

function readMaterial(xml: XmlReader, request: Request, isProduced: boolean): void {
  const { depth } = xml;
  let [material, quantity, unit, use] = ["", "", "", isProduced ? "Produced" : ""];
  for (let token = xml.next(); !(token === "close" && xml.depth < depth); token = xml.next()) {
    if (token !== "open") continue;
    const { name } = xml;
    if (name === "MaterialDefinitionID") material = xml.content();
    else if (name === "MaterialUse") use = xml.content();
    else if (name === "QuantityString") quantity = xml.content();
    else if (name === "UnitOfMeasure") unit = xml.content();
    else if (name !== "Quantity") xml.skipElement();
  }
  if (use === "Produced" && request.quantity === "") Object.assign(request, { material, quantity, unit });
}

function earlier(a: string, b: string): string {
  return a === "" || Date.parse(b) < Date.parse(a) ? b : a;
}

function later(a: string, b: string): string {
  return a === "" || Date.parse(b) > Date.parse(a) ? b : a;
}
