import WebSocket from "ws";
import { seeded } from "./random.ts";

const STREAMS = 6;
const ASKERS = 8;

/** Requests of the viewer's screens, and the most expensive ones. */
const PATHS = [
  "health",
  "alerts",
  "samples/latest",
  "plant",
  "kpis",
  "tags",
  "states",
  "energy",
  "layout",
  "replay?seconds=60",
  "trends?from=-8h&width=2000&tag=TAG",
  "aggregates?from=-8h&tag=TAG&step=60",
] as const;

/** Keeps requests in flight and WebSockets open at an edge until it is gone. */
export class DemoReaders {
  readonly #address: string;
  readonly #random: () => number;
  readonly #sockets: WebSocket[] = [];
  readonly #ending = new AbortController();
  #tags: readonly string[] = [];
  answered = 0;

  constructor(address: string, seed: number) {
    this.#address = address;
    this.#random = seeded(seed);
    for (let i = 0; i < STREAMS; i++) this.#read(i % 3 === 2);
    for (let i = 0; i < ASKERS; i++) void this.#ask();
  }

  end(): void {
    this.#ending.abort();
    for (const socket of this.#sockets) socket.terminate();
  }

  /** One in three never acknowledges and never closes. */
  #read(isSilent: boolean): void {
    const socket = new WebSocket(`${this.#address.replace("http", "ws")}/api/v1/stream`, { autoPong: !isSilent });
    this.#sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("open", () => socket.send(JSON.stringify({ kind: "hello", have: 0 })));
    if (isSilent) socket.on("open", () => socket.pause());
  }

  async #ask(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const path = PATHS[Math.floor(this.#random() * PATHS.length)] as string;
      const tag = this.#tags[Math.floor(this.#random() * this.#tags.length)] ?? "";
      try {
        const response = await fetch(`${this.#address}/api/v1/${path.replace("TAG", encodeURIComponent(tag))}`, {
          signal,
        });
        if (path === "tags")
          this.#tags = ((await response.json()) as { tags: { tagUid: string }[] }).tags.map(({ tagUid }) => tagUid);
        else await response.arrayBuffer();
        this.answered++;
      } catch {
        if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}
