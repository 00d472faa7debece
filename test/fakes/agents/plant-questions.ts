/** Questions of a plant engineer, asked by the tools for agents and, apart from them, by the HTTP API. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import jsonata from "jsonata";
import { parse } from "yaml";
import { apiOf, type Facts, factsOf, patiently } from "./plant-facts.ts";
import { opened, opensWhat } from "./plant-links.ts";

const FOLDER = join(import.meta.dirname, "../../flow/agent-questions");
/** Rounds in which the API must answer the same before and after the tools: a plant at work changes all the time. */
const MOST_ROUNDS = 200;

/** A line of test/flow/agent-questions, whose README says what it means. */
export interface PlantQuestion {
  readonly q: string;
  readonly calls: readonly (readonly [tool: string, args: Readonly<Record<string, unknown>>])[];
  readonly api: readonly string[];
  readonly tool: string;
  readonly truth: string;
  readonly link: string;
  readonly mayBeEmpty?: boolean;
}

/** What the tools of a question gave. */
interface Asked {
  readonly got: unknown;
  /** When each call was answered. */
  readonly asOf: readonly string[];
  /** What the first link opens, and whether it is what the question wants. */
  readonly opens: string;
  readonly isAsWanted: boolean;
}

export function plantQuestions(): readonly PlantQuestion[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
  return files.flatMap((name) => parse(readFileSync(join(FOLDER, name), "utf8")) as PlantQuestion[]);
}

/** What is wrong with the answers of the tools about a running plant; empty where they are the API's. */
export async function faultsOfAnswers(address: string, questions: readonly PlantQuestion[]): Promise<string[]> {
  const interview = new Interview(address, await factsOf(address));
  const faults: string[] = [];
  const empty: string[] = [];
  for (const question of questions) {
    const fault = (what: string): void => void faults.push(`${question.q} ${what}`);
    const asked = await interview.ask(question).catch((error: Error) => fault(`fails: ${error.message}`));
    if (asked === undefined) continue;
    const { got, truth, asOf, opens, isAsWanted } = asked;
    if (!isSame(got, truth)) fault(`tools: ${JSON.stringify(got)} API: ${JSON.stringify(truth)}`);
    if (question.mayBeEmpty !== true && isEmpty(truth)) empty.push(`${question.q} has no answer`);
    if (!isAsWanted) fault(`opens ${opens}`);
    if (!asOf.every((time) => Date.parse(time) <= Date.now())) fault(`is of ${asOf.join(", ")}`);
  }
  // A plant that is minutes old may lack a thing or two, and two empty answers agree; many of them show nothing.
  return empty.length > Math.ceil(questions.length / 10) ? [...faults, ...empty] : faults;
}

class Interview {
  readonly #address: string;
  readonly #facts: Facts;
  readonly #get: ReturnType<typeof apiOf>;

  constructor(address: string, facts: Facts) {
    this.#address = address;
    this.#facts = facts;
    this.#get = apiOf(address);
  }

  /** The answer of the tools and that of the API, at a moment at which the API's did not change. */
  async ask(question: PlantQuestion): Promise<Asked & { readonly truth: unknown }> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = await this.#truth(question);
      const asked = await this.#tools(question);
      const after = await this.#truth(question);
      if (JSON.stringify(before) === JSON.stringify(after)) return { ...asked, truth: after };
    }
    throw new Error(`the API never answered the same twice: ${question.q}`);
  }

  async #truth({ api, truth }: PlantQuestion): Promise<unknown> {
    const answers: unknown[] = [];
    for (const path of api) answers.push(await this.#get(filledIn(path, this.#facts.texts, encodeURIComponent)));
    return await this.#taken(truth, "a", answers);
  }

  async #tools({ calls, tool, link: wanted }: PlantQuestion): Promise<Asked> {
    const answers = [];
    for (const [name, args] of calls) answers.push(await this.#call(name, this.#given(args)));
    const got = await this.#taken(
      tool,
      "t",
      answers.map(({ data }) => unquoted(data)),
    );
    const [link = ""] = answers[0]?.links ?? [];
    const isAsWanted = opensWhat(link, filledIn(wanted, this.#facts.texts));
    return { got, asOf: answers.map(({ asOf }) => asOf), opens: opened(link).join(" "), isAsWanted };
  }

  #given(args: Readonly<Record<string, unknown>>): object {
    return JSON.parse(filledIn(JSON.stringify(args), this.#facts.texts)) as object;
  }

  async #taken(expression: string, name: "a" | "t", answers: readonly unknown[]): Promise<unknown> {
    const input = Object.fromEntries(answers.map((answer, i) => [i === 0 ? name : `${name}${i + 1}`, answer]));
    const compiled = jsonata(filledIn(expression, this.#facts.texts));
    compiled.registerFunction("label", (uid: string) => this.#facts.labels.get(uid) ?? uid);
    compiled.registerFunction("ms", (time: string) => Date.parse(time));
    return JSON.parse(JSON.stringify((await compiled.evaluate(input)) ?? null)) as unknown;
  }

  async #call(name: string, args: object): Promise<ToolAnswer> {
    const params = { name, arguments: args };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    // A caller has a number of calls a minute (rule AG8); these questions may be more.
    return await patiently(async () => {
      const response = await fetch(`${this.#address}/api/mcp`, { method: "POST", headers, body });
      const { result } = (await response.json()) as { result: { structuredContent: ToolAnswer; isError?: boolean } };
      assert.ok(result.isError !== true, `${body} ${JSON.stringify(result.structuredContent)}`);
      return result.structuredContent;
    });
  }
}

interface ToolAnswer {
  readonly asOf: string;
  readonly data: object;
  readonly links: readonly string[];
}

function filledIn(text: string, facts: ReadonlyMap<string, string>, written = (value: string) => value): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const fact = facts.get(name);
    if (fact === undefined && /^[a-z]\w+$/.test(name)) throw new Error(`no fact of the plant is called ${whole}`);
    return fact === undefined ? whole : written(fact);
  });
}

/** Text of the plant without the object around it. */
function unquoted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unquoted);
  if (typeof value !== "object" || value === null) return value;
  const { plantText } = value as { plantText?: string };
  if (plantText !== undefined) return plantText;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unquoted(one)]));
}

/** Whether a tool's answer is the API's: numbers to the digits that tools round to, everything else exactly. */
function isSame(got: unknown, truth: unknown): boolean {
  if (typeof got === "number" && typeof truth === "number")
    return got === truth || [2, 3, 4, 5, 7].some((digits) => Number(truth.toPrecision(digits)) === got);
  if (Array.isArray(got) && Array.isArray(truth))
    return got.length === truth.length && got.every((one, i) => isSame(one, truth[i]));
  if (typeof got === "object" && got !== null && typeof truth === "object" && truth !== null) {
    const keys = Object.keys(got);
    const other = truth as Readonly<Record<string, unknown>>;
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => isSame((got as Readonly<Record<string, unknown>>)[key], other[key]))
    );
  }
  return got === truth;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
