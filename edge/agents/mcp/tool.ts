/** The contract of tools for agents (rules AG1 to AG6 in docs/rules/agents.md). */
import type { AskApi } from "../../contracts/agents/agents.ts";
import { EdgeError, type EdgeErrorCode } from "../../contracts/errors.ts";
import type { Asset, Site } from "../../contracts/plant/plant.ts";
import type { ArgumentSchema, Arguments } from "./arguments.ts";
import { Fields } from "./fields.ts";
import type { Links } from "./links.ts";
import { type PlantText, said } from "./said.ts";

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface ToolContext {
  /** Reads an address of the API. Throws EdgeError with the API's own reason when it refuses. */
  ask(path: string, query?: Query): Promise<Fields>;
  readonly assets: AssetNames;
  readonly site: Pick<Site, "timeZone" | "shifts">;
  readonly language: "zh" | "en";
  /** Milliseconds UTC. */
  readonly nowMs: number;
  /** Text of both languages, in the language of the caller. */
  inWords(text: Fields | undefined): PlantText | null;
  readonly links: Links;
}

interface ToolAnswer {
  readonly data: object;
  readonly links: readonly string[];
}

/** A tool of an agent. It reads; there is no other kind. Name and description are the edge's own words. */
export interface AgentTool {
  readonly name: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, ArgumentSchema>>;
  readonly required?: readonly string[];
  answer(given: Arguments, context: ToolContext): Promise<ToolAnswer>;
}

/** The plant's assets by label and uid. */
export class AssetNames {
  readonly all: readonly Asset[];
  readonly #byName = new Map<string, Asset>();

  constructor(assets: readonly Asset[]) {
    this.all = assets;
    for (const asset of assets) this.#byName.set(asset.assetUid, asset);
    for (const asset of assets) this.#byName.set(asset.label.toLowerCase(), asset);
  }

  /** Undefined where none is asked for. Throws EdgeError `not-found`. */
  named(name: string | number | undefined): Asset | undefined {
    if (name === undefined) return undefined;
    const asset = this.#byName.get(String(name)) ?? this.#byName.get(String(name).toLowerCase());
    if (asset === undefined) throw new EdgeError("not-found", "there is no such asset; find_assets lists them");
    return asset;
  }

  /** The label of an asset by its uid, as text of the plant. */
  labelOf(assetUid: string | null): PlantText | null {
    return said(this.#byName.get(assetUid ?? "")?.label ?? assetUid);
  }
}

/** The address of a question, percent-encoded; parts without a value are left out. */
export function addressOf(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value));
  return params.size === 0 ? path : `${path}?${params}`;
}

/** For a part that an answer can do without: it is undefined where the API refuses it with one of these codes. */
export function without(...codes: readonly EdgeErrorCode[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof EdgeError) || !codes.includes(error.code)) throw error;
  };
}

/** Asks, and throws the API's refusal with its own reason. */
export async function asked(ask: AskApi, address: string): Promise<Fields> {
  const { status, body } = await ask(address);
  if (status === 200) return new Fields(body);
  const detail = new Fields(body).text("detail") ?? "the edge gave no reason";
  throw new EdgeError(status === 404 ? "not-found" : status >= 500 ? "unavailable" : "bad-request", detail);
}
