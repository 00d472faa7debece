import { causeOf, sayCause } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { readRunFile } from "./run-file.ts";

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
        `the edge at ${this.#address} does not answer (${sayCause(causeOf(error)).en})`,
      );
    }
    if (response.ok) return (await response.json()) as T;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new EdgeError(
      response.status === 401 || response.status === 403 ? "forbidden" : "unavailable",
      detail ?? `the edge answered HTTP ${response.status}`,
    );
  }
}
