/**
 * Orders of an operations schedule of ISA-95 Part 2 as B2MML writes it: `OperationsSchedule` (V0500 and later), or
 * `ProductionSchedule` of earlier ones, alone or within a transaction (Part 5). The Business To Manufacturing Markup
 * Language (B2MML) is used courtesy of MESA International.
 */
import { XmlError, XmlReader } from "../../contracts/xml-reader.ts";
import { problem } from "../problem-table.ts";
import { OrderCheck } from "./checked-order.ts";
import type { GivenOrder, OrderContext, ReadOrders } from "./written-order.ts";

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

/** What a segment produces. */
interface Produced {
  readonly material: string;
  readonly quantity: string;
  readonly unit: string;
}

/** A request as it is read. */
interface Request {
  line: number;
  id: string;
  definition: string;
  start: string;
  end: string;
  priority: string;
  state: string;
  earliest: string;
  latest: string;
  readonly produced: Produced[];
}

export function ordersInSchedule(text: string, context: OrderContext): ReadOrders {
  const check = new OrderCheck(context);
  const orders: GivenOrder[] = [];
  let [finished, open] = [0, 0];
  let xml: XmlReader | undefined;
  try {
    xml = new XmlReader(text);
    for (const request of requestsIn(xml, check)) {
      if (FINISHED.has(request.state)) {
        finished++;
        continue;
      }
      if (++open > check.room) return { orders, finished, problems: check.problems, tooManyAt: request.line };
      const order = orderOf(request, check);
      if (order !== undefined) orders.push(order);
    }
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    check.problems.push({ line: xml?.line ?? 1, path: "", ...problem("order-xml", { reason: error.message }) });
  }
  return { orders, finished, problems: check.problems };
}

function orderOf(request: Request, check: OrderCheck): GivenOrder | undefined {
  const { line, id, definition, produced } = request;
  // Segments before the last one may produce what the plan does not know, or does not plan here.
  const known = [...new Set(check.variantsIn(produced.map(({ material }) => material)))];
  const made = produced.findLast(({ material }) => known.length === 0 || known.includes(material));
  const unit = made?.unit ?? "";
  const found =
    known.length > 1
      ? { path: `${id}, MaterialRequirement`, ...problem("order-several", { variants: known.join(", ") }) }
      : PIECES.has(unit.toLowerCase())
        ? undefined
        : { path: `${id}, Quantity`, ...problem("order-unit", { unit }) };
  if (found !== undefined) {
    check.problems.push({ line, ...found });
    return undefined;
  }
  return check.order({
    line,
    id,
    variant: made?.material || definition,
    quantity: made?.quantity ?? "",
    release: request.start || request.earliest,
    due: request.end || request.latest,
    priority: "",
    rank: request.priority,
  });
}

/** Throws XmlError. */
function* requestsIn(xml: XmlReader, check: OrderCheck): Generator<Request, void> {
  for (let token = xml.next(); token !== "end"; token = xml.next())
    if (token === "open" && REQUESTS.has(xml.name)) yield readRequest(xml, check);
}

function readRequest(xml: XmlReader, check: OrderCheck): Request {
  const { depth, line } = xml;
  const request: Request = { ...NO_REQUEST, line, produced: [] };
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
    else if (name === "SegmentRequirement") readSegment(xml, request, check);
    else xml.skipElement();
  }
  return request;
}

const NO_REQUEST: Omit<Request, "line" | "produced"> = {
  id: "",
  definition: "",
  start: "",
  end: "",
  priority: "",
  state: "",
  earliest: "",
  latest: "",
};

/** A segment of a request, with those within it. */
function readSegment(xml: XmlReader, request: Request, check: OrderCheck): void {
  const { depth } = xml;
  for (let token = xml.next(); !(token === "close" && xml.depth < depth); token = xml.next()) {
    if (token !== "open") continue;
    const { name } = xml;
    if (name === "EarliestStartTime") request.earliest = first(request.earliest, xml.content(), check, 1);
    else if (name === "LatestEndTime") request.latest = first(request.latest, xml.content(), check, -1);
    else if (name === "SegmentRequirement" || name === "SegmentRequirementChild") readSegment(xml, request, check);
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
  if (use === "Produced") request.produced.push({ material, quantity, unit });
}

/** The earlier of two moments, the later one with the sign -1; one that is none, so that it is told. */
function first(a: string, b: string, check: OrderCheck, sign: 1 | -1): string {
  if (a === "") return b;
  const [known, other] = [check.moment(a), check.moment(b)];
  if (known === null || other === null) return known === null ? a : b;
  return sign * (other - known) < 0 ? b : a;
}
