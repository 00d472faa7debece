import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { openAlertBook } from "../../../edge/alerts/alert-book.ts";
import type { OpenAlertBook } from "../../../edge/alerts/open-alert-book.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { PredictionBook } from "../../../edge/contracts/health/prediction.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { WorkBook } from "../../../edge/contracts/records/work-book.ts";
import type { ChannelConfig } from "../../../edge/notify/config.ts";
import { type OpenNotifier, openNotifier } from "../../../edge/notify/open-notifier.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import { fakeEdge, LATHE, MemoryJournal } from "../../fakes/api/deps.ts";
import { log, T0 } from "../detect/bench-plant.ts";

export const SECRET = "a-secret-that-nobody-may-see";
const TAKEN = '{"errcode":0,"code":0}';

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An alert book, a notifier, and a server for its posts. Created before each test and removed after it. */
export class NotifierBench {
  now = T0;
  /** Offset to which the wall clock was set, µs. */
  setByUs = 0;
  /** Status and body of the server's answers. */
  status = 200;
  answer = TAKEN;
  readonly got: Post[] = [];
  /** While true, answers wait until `release`. */
  holds = false;
  notifier: OpenNotifier | undefined;
  /** Work items, if the test has any. */
  work: WorkBook | undefined;
  predictions: PredictionBook | undefined;
  journal = new MemoryJournal();
  #book: OpenAlertBook | undefined;
  #dir = "";
  #server = createServer();
  #url = "";
  readonly #held: (() => void)[] = [];

  constructor() {
    beforeEach(() => this.#open());
    afterEach(() => this.#close());
  }

  get wall(): number {
    return this.now + this.setByUs;
  }

  get dir(): string {
    return this.#dir;
  }

  get book(): OpenAlertBook {
    return this.#book as OpenAlertBook;
  }

  async #open(): Promise<void> {
    this.#dir = mkdtempSync(join(tmpdir(), "gemba-notify-"));
    this.now = T0;
    this.setByUs = 0;
    this.status = 200;
    this.answer = TAKEN;
    this.got.length = 0;
    this.journal = new MemoryJournal();
    const { journal } = this;
    this.#book = await openAlertBook({ dir: this.#dir, edge: "e", clock: () => this.wall, log, journal });
    this.#server = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        this.got.push({ url: request.url ?? "", headers: request.headers, body });
        const reply = () => void response.writeHead(this.status).end(this.answer);
        if (this.holds) this.#held.push(reply);
        else reply();
      });
    });
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook?key=${SECRET}`;
  }

  async #close(): Promise<void> {
    await this.notifier?.close();
    this.notifier = undefined;
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#book?.close();
    rmSync(this.#dir, { recursive: true });
  }

  /** Answers the waiting posts. */
  release(): void {
    this.holds = false;
    for (const reply of this.#held.splice(0)) reply();
  }

  /** Answers every later post in this way. */
  answerBy(listener: RequestListener): void {
    this.#server.removeAllListeners("request");
    this.#server.on("request", listener);
  }

  channel(more: Partial<ChannelConfig> = {}): ChannelConfig {
    return {
      id: "hook",
      kind: "webhook",
      priorities: [1, 2],
      language: "both",
      groupS: 0,
      perHour: 30,
      giveUpHours: 24,
      url: this.#url,
      secret: SECRET,
      ...more,
    };
  }

  async start(...channels: ChannelConfig[]): Promise<OpenNotifier> {
    const { work, predictions } = this;
    const { plant, tags } = fakeEdge().deps;
    this.notifier = await openNotifier({
      dir: this.#dir,
      config: { channels, viewer: "https://gemba.example" },
      plant,
      tags,
      book: this.book,
      ...(work === undefined ? {} : { work }),
      ...(predictions === undefined ? {} : { predictions }),
      edgeUid: "urn:gemba:edge:e" as AssetUid,
      log,
      jobs: new Jobs(log),
      clock: () => this.wall,
      elapsed: () => this.now,
    });
    return this.notifier;
  }

  raise(rule: string, more: Partial<Finding> = {}): void {
    this.book.apply([
      {
        rule,
        assetUid: LATHE,
        kind: "process",
        standing: true,
        at: this.wall,
        severity: 700,
        message: { zh: `${rule} 高`, en: `${rule} high` },
        evidence: [],
        ...more,
      },
    ]);
  }

  /** The posts, read as the messages of a webhook. */
  bodies() {
    type Message = { type: string; title: string; text: string; alerts: { rule: string }[] };
    return this.got.map(({ body }) => JSON.parse(body) as Message);
  }
}

export const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 8000, interval: 20 });
