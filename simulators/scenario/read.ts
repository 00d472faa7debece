import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ErrorObject } from "ajv";
import formats from "ajv-formats";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { STATIONS } from "../plants/machining/layout.ts";
import { isTimeZone } from "../plants/machining/planning/site-clock.ts";
import { STANDARD_VARIANTS } from "../plants/machining/products/variant.ts";
import { checkFault } from "./check-fault.ts";
import { secondsOf } from "./duration.ts";
import { isOfOtherForm, normalNuisances } from "./nuisances.ts";
import { type CalendarPlan, type Scenario, USUAL_UTILITIES, USUAL_WEATHER, type UtilityPlan } from "./scenario.ts";
import { type ScenarioFile, ScenarioSchema } from "./schema.ts";

/** Scenarios that come with the simulators, by name. */
const FOLDER = fileURLToPath(new URL("../scenarios/", import.meta.url));
const DEFAULT_START = "2026-03-02T08:00:00+08:00";

/** One mistake in a scenario file. */
export interface Problem {
  readonly line: number;
  /** Such as `faults/2/at`. */
  readonly path: string;
  readonly message: string;
}

/** All problems of a scenario file, one per line. */
export class ScenarioError extends Error {
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(
      problems
        .map(({ line, path, message }) => `${file}:${line} ${path === "" ? "" : `${path}: `}${message}`)
        .join("\n"),
    );
    this.problems = problems;
  }
}

const ajv = new Ajv({ allErrors: true, strict: true, strictTuples: false, useDefaults: true, allowUnionTypes: true });
formats.default(ajv);
const validate = ajv.compile<ScenarioFile>(JSON.parse(JSON.stringify(ScenarioSchema)));

/** A scenario by name (`demo`, `healthy` …) or by path of its file. Throws {@link ScenarioError} with every mistake. */
export function readScenario(nameOrPath: string): Scenario {
  const path = /^[a-z0-9-]+$/.test(nameOrPath) ? `${FOLDER}${nameOrPath}.yaml` : nameOrPath;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `cannot be read (${code}); give a file, or a name in simulators/scenarios`;
    throw new ScenarioError(path, [{ line: 0, path: "", message }]);
  }
  return parseScenario(text, path);
}

/** A scenario from its text; `file` is named in errors. */
export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new ScenarioError(
      file,
      document.errors.map((error) => ({
        line: error.linePos?.[0].line ?? 0,
        path: "",
        message: `is not YAML: ${error.message.split("\n")[0]}`,
      })),
    );
  }
  const problems: Problem[] = [];
  const report = (path: readonly (string | number)[], message: string): void => {
    problems.push({ line: lineOf(document, lines, path), path: path.join("/"), message });
  };
  const raw: unknown = document.toJS();
  if (!validate(raw)) {
    for (const error of validate.errors ?? []) {
      if (error.keyword !== "if" && !isOfOtherForm(error, raw)) report(stepsOf(error), worded(error));
    }
    if (problems.some(({ path }) => path === "" || path === "faults")) throw new ScenarioError(file, problems);
  }
  const scenario = normal(raw as ScenarioFile, report);
  if (problems.length > 0)
    throw new ScenarioError(
      file,
      problems.toSorted((a, b) => a.line - b.line),
    );
  return scenario;
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function stepsOf({ instancePath, keyword, params }: ErrorObject): (string | number)[] {
  const steps = instancePath
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return keyword === "additionalProperties" ? [...steps, String(params["additionalProperty"])] : steps;
}

function worded({ keyword, params, message = "does not fit" }: ErrorObject): string {
  switch (keyword) {
    case "additionalProperties":
      return "is not a key here; see simulators/scenarios/schema.json";
    case "required":
      return `lacks ${params["missingProperty"]}`;
    case "enum":
      return `is one of ${(params["allowedValues"] as string[]).join(", ")}`;
    case "pattern":
      return 'is written like "30 s", "6.5 min" or "2 h" (times of day like "08:00")';
    default:
      return message;
  }
}

type Report = (path: readonly (string | number)[], message: string) => void;

/** The file with every default, in seconds. Reports problems that the schema cannot detect. */
function normal(file: ScenarioFile, report: Report): Scenario {
  const variants = file.variants ?? STANDARD_VARIANTS;
  const names = new Set<string>();
  for (const [at, { name }] of (Array.isArray(variants) ? variants : []).entries()) {
    if (names.has(name)) report(["variants", at, "name"], `${name} is there twice`);
    names.add(name);
  }
  const list = Array.isArray(file.orders?.list) ? file.orders.list : [];
  for (const [at, order] of list.entries()) {
    if (!names.has(order?.variant))
      report(
        ["orders", "list", at, "variant"],
        `names no variant of this scenario: ${[...names].slice(0, 8).join(", ")}${names.size > 8 ? " …" : ""}`,
      );
  }
  const faults = (Array.isArray(file.faults) ? file.faults : []).map((entry, at) =>
    checkFault(entry, at, (path, message) => report(["faults", at, ...path], message)),
  );
  return {
    title: file.title,
    startMs: Date.parse(file.start ?? DEFAULT_START),
    wear: file.wear,
    variants,
    orders: {
      list: list.map((order) => ({
        variant: order.variant,
        quantity: order.quantity,
        priority: order.priority,
        dueS: secondsOf(String(order.due)),
      })),
      pallets: file.orders?.pallets ?? [4, 8],
      leadS: secondsOf(file.orders?.lead ?? "8 h"),
      rule: file.orders?.rule ?? "priority-due",
    },
    calendar: normalCalendar(file.calendar, (path, message) => report(["calendar", ...path], message)),
    faults: faults.filter((fault) => fault !== null),
    nuisances: normalNuisances(file.nuisances, (path, message) => report(["nuisances", ...path], message)),
    utilities: normalUtilities(file.utilities, (path, message) => report(["utilities", ...path], message)),
    weather: { ...USUAL_WEATHER, ...file.weather, isFelt: file.weather !== undefined },
  };
}

function normalUtilities(utilities: ScenarioFile["utilities"], report: Report): UtilityPlan {
  const { airBandBar, chilledWaterCel } = USUAL_UTILITIES;
  const [loadBelow, unloadAbove] = utilities?.airBand ?? airBandBar;
  if (loadBelow >= unloadAbove) report(["airBand"], "the compressor loads at a lower pressure than it unloads at");
  return { airBandBar: [loadBelow, unloadAbove], chilledWaterCel: utilities?.chilledWater ?? chilledWaterCel };
}

function normalCalendar(calendar: ScenarioFile["calendar"], report: Report): CalendarPlan {
  const { timeZone } = calendar ?? {};
  if (timeZone !== undefined && !isTimeZone(timeZone))
    report(["timeZone"], "is no time zone; write one such as Europe/Berlin");
  const idle = Array.isArray(calendar?.idle) ? calendar.idle : [];
  for (const [at, { asset }] of idle.entries()) {
    if (!MACHINE_TOOLS.has(asset))
      report(["idle", at, "asset"], `names no machine tool: ${[...MACHINE_TOOLS].join(", ")}`);
  }
  return {
    zone: timeZone === undefined ? { utcOffsetS: offsetS(calendar?.utcOffset ?? "+08:00") } : { timeZone },
    shifts: (calendar?.shifts ?? ROUND_THE_CLOCK).map(({ name, start, hours }) => ({
      name,
      startS: dayS(start),
      lastsS: hours * 3600,
    })),
    days: calendar?.days ?? [1, 2, 3, 4, 5, 6, 7],
    breaks: (calendar?.breaks ?? []).map(({ after, lasts }) => ({
      afterS: secondsOf(after),
      lastsS: secondsOf(lasts),
    })),
    idle: idle.map(({ asset, start, hours }) => ({ asset, startS: dayS(String(start)), lastsS: hours * 3600 })),
    spindleWarmUpS: calendar?.spindleWarmUp === undefined ? 0 : secondsOf(String(calendar.spindleWarmUp)),
    chilledWaterRests: calendar?.chilledWater === "shifts",
  };
}

const MACHINE_TOOLS: ReadonlySet<string> = new Set(
  STATIONS.filter(({ kind }) => kind === "lathe" || kind === "machining-centre").map(({ id }) => id),
);

const ROUND_THE_CLOCK = [
  { name: "early", start: "08:00", hours: 8 },
  { name: "late", start: "16:00", hours: 8 },
  { name: "night", start: "00:00", hours: 8 },
];

function dayS(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 3600 + minutes * 60;
}

function offsetS(text: string): number {
  return (text.startsWith("-") ? -1 : 1) * dayS(text.slice(1));
}
