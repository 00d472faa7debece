import { causeInWords, causeOf } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { firstText } from "../../observe/first-text.ts";
import { readRunFile } from "./run-file.ts";

/** Answers of the edge to commands are far shorter, in characters; another program may listen at the address. */
const ANSWER_MAX = 16 * 1024 * 1024;

/** Sends requests to the edge that runs on a data folder, with the API token in GEMBA_TOKEN. */
export class EdgeAsker {
  readonly #address: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(dataDir: string, token: string | undefined) {
    const run = readRunFile(dataDir);
    if (run === undefined)
      throw new EdgeError("unavailable", `no edge runs on ${dataDir}; name its data folder with --data-dir`);
    this.#address = run.address;
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** Throws EdgeError with the detail of the edge's answer. */
  async get<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${this.#address}/api/v1/${path}?${new URLSearchParams(query)}`, {
        headers: this.#headers,
        signal: AbortSignal.timeout(10_000),
      });
    } catch (error) {
      throw new EdgeError(
        "unavailable",
        `the edge at ${this.#address} does not answer (${causeInWords(causeOf(error)).en})`,
      );
    }
    const text = await firstText(response, ANSWER_MAX);
    if (response.ok) return JSON.parse(text) as T;
    const { detail } = problemIn(text);
    throw new EdgeError(
      response.status === 401 || response.status === 403 ? "forbidden" : "unavailable",
      detail ?? `the edge answered HTTP ${response.status}`,
    );
  }
}

/** The problem in an answer; empty where it is none, as from a proxy. */
function problemIn(text: string): { readonly detail?: string } {
  try {
    return (JSON.parse(text) as { readonly detail?: string } | null) ?? {};
  } catch {
    return {};
  }
}
