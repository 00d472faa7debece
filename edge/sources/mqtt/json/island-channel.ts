/** Islands that a cell controller reports and takes as JSON (docs/islands.md has the messages). */
import type { SourceContext } from "../../../contracts/path/plugin.ts";
import type { IslandControl, PlantIsland, PlantIslands } from "../../../contracts/production/islands.ts";
import { parseJson } from "../json-text.ts";
import type { Publish, TopicReader } from "../topic-reader.ts";
import type { JsonConfig } from "./config.ts";

const MOST_ISLANDS = 200;
const MOST_NAMES = 2_000;
const LONGEST_NAME = 80;
const LONGEST_REASON = 500;

/** The controller as one source sees it, over all of its sessions. */
export class IslandChannel implements IslandControl {
  readonly #context: Pick<SourceContext, "name" | "islands">;
  readonly #topics: NonNullable<JsonConfig["islands"]>;
  #publish: Publish | undefined;

  constructor(context: Pick<SourceContext, "name" | "islands">, topics: NonNullable<JsonConfig["islands"]>) {
    this.#context = context;
    this.#topics = topics;
  }

  get isOnline(): boolean {
    return this.#publish !== undefined;
  }

  /** `mayWrite`: the source says so (`writeBack: islands`). */
  offer(mayWrite: boolean): void {
    const { name, islands } = this.#context;
    islands?.offer(name, mayWrite && this.#topics.set !== undefined ? this : undefined);
  }

  send(request: string, islands: readonly PlantIsland[]): void {
    const { set: topic } = this.#topics;
    if (topic === undefined) return;
    const body = { request, islands: islands.map(({ id, machines, variants }) => ({ id, machines, variants })) };
    this.#publish?.({ topic, payload: JSON.stringify(body), qos: 1, retain: false });
  }

  /** The reader of a session, which takes the controller's reports too. */
  beside(reader: TopicReader): TopicReader {
    const { report } = this.#topics;
    return {
      filters: [...reader.filters.filter(({ topic }) => topic !== report), { topic: report, qos: 1 }],
      links: reader.links,
      message: (topic, payload, retained) => {
        if (topic !== report) return reader.message(topic, payload, retained);
        this.#context.islands?.reported(this.#context.name, reportIn(parseJson(payload)));
      },
      online: (publish) => {
        this.#publish = publish;
      },
      ended: () => {
        this.#publish = undefined;
      },
      close: () => reader.close?.(),
    };
  }
}

/** Throws an Error that says what a report needs. */
function reportIn(message: unknown): PlantIslands {
  const { islands, answer } = fieldsOf(message);
  if (!Array.isArray(islands) || islands.length > MOST_ISLANDS) throw wrong("islands, a list of 200 at most");
  return {
    islands: islands.map((one: unknown) => {
      const { id, machines, variants } = fieldsOf(one);
      if (!isName(id)) throw wrong("an id for each island");
      return { id, machines: namesIn(machines, "machines"), variants: namesIn(variants, "variants") };
    }),
    answer: answer === undefined || answer === null ? null : answerIn(fieldsOf(answer)),
  };
}

function answerIn({ request, accepted, reason }: Fields): PlantIslands["answer"] {
  if (!isName(request) || typeof accepted !== "boolean") throw wrong("request and accepted in its answer");
  return { request, accepted, reason: typeof reason === "string" ? reason.slice(0, LONGEST_REASON) : "" };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong("objects");
  return value as Fields;
}

function namesIn(list: unknown, what: string): readonly string[] {
  if (!Array.isArray(list) || list.length > MOST_NAMES || !list.every(isName)) throw wrong(`${what}, a list of names`);
  return list;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_NAME;
}

function wrong(what: string): Error {
  return new Error(`no report of islands: it needs ${what}`);
}
