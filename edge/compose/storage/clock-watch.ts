/** Composition of the deletion clock: a held deletion is an alert, and the journal records each confirmation. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Journal, Principal } from "../../contracts/access/journal.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import { edgeFindings } from "../../contracts/alerts/edge-finding.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { type ClockReading, DeletionClock } from "../../model/deletion-clock.ts";
import { replaceFileSync } from "../../store/replace-file.ts";

const RULE = "edge/clock-step";

export interface ClockWatchParts {
  readonly dataDir: string;
  readonly edgeUid: AssetUid;
  readonly journal: Journal;
  readonly log: Logger;
  readonly newestMs?: number;
  readonly read?: () => ClockReading;
}

const requestIn = (dataDir: string): string => join(dataDir, "clock.confirm");

/**
 * `gemba clock confirm`: the edge on the folder takes the request at once, or when it starts. A user who may write
 * there may set the clock anyway.
 */
export function requestConfirmation(dataDir: string, user: string): void {
  replaceFileSync(requestIn(dataDir), JSON.stringify({ user }), { mode: 0o600 });
}

/** Watches the clock by which old data are deleted. */
export class ClockWatch {
  readonly #parts: ClockWatchParts;
  readonly #clock: DeletionClock;

  constructor(parts: ClockWatchParts) {
    const { dataDir, newestMs, read } = parts;
    this.#parts = parts;
    this.#clock = new DeletionClock({
      path: join(dataDir, "clock.json"),
      ...(newestMs === undefined ? {} : { newestMs }),
      ...(read === undefined ? {} : { read }),
    });
    if (this.#clock.step !== undefined) this.#reportHeld();
  }

  /** See `DeletionClock.now`. */
  readonly deletionTime = (): Micros | undefined => this.#clock.now;

  /** Call it about once a second. */
  tick(): void {
    const step = this.#clock.step;
    const change = this.#clock.look();
    if (change === "held") this.#reportHeld();
    if (change === "believed" && step?.isRest === false)
      this.#record(
        { user: "gemba", role: "edge", origin: "edge" },
        step.stepMs,
        "the clock is back, or has gone evenly for a day",
      );
    this.#takeRequest();
  }

  /** Active while the edge does not trust the clock and a person should check it. */
  finding(at: Micros): Finding {
    const step = this.#clock.step;
    const hours = Math.round((step?.stepMs ?? 0) / 360_000) / 10;
    const toTime = step === undefined ? "" : new Date(step.wallMs).toISOString();
    return edgeFindings(this.#parts.edgeUid, at)(RULE, step?.isRest === false, {
      severity: 500,
      zh: `本机时钟跳变 ${hours} 小时，跳到 ${toTime}：在确认之前不按时间删除任何数据。时间正确则运行 gemba clock confirm，否则请校准时钟`,
      en:
        `The clock stepped by ${hours} h to ${toTime}: the edge deletes nothing by age until somebody confirms ` +
        "the time. If it is right, run gemba clock confirm; if not, set the clock",
    });
  }

  #reportHeld(): void {
    const step = this.#clock.step;
    if (step?.isRest === true)
      this.#parts.log.info(
        { ...step },
        "the machine was off: the edge deletes nothing by age until the clock has run evenly for an hour",
      );
    else
      this.#parts.log.warn(
        { ...step },
        "the clock stepped by more than an hour: the edge deletes nothing by age until somebody confirms the time " +
          "(gemba clock confirm)",
      );
  }

  #takeRequest(): void {
    const path = requestIn(this.#parts.dataDir);
    if (!existsSync(path)) return;
    const user = userIn(path);
    rmSync(path, { force: true });
    const step = this.#clock.confirm();
    this.#record({ user, role: "local", origin: "cli" }, step?.stepMs);
  }

  #record(principal: Principal, stepMs: number | undefined, reason?: string): void {
    const act = {
      principal,
      action: "clock.confirm",
      target: "edge",
      result: "done",
      before: { stepMs: stepMs ?? 0 },
      ...(reason === undefined ? {} : { reason }),
    } as const;
    this.#parts.journal
      .record(act)
      .catch((err: unknown) =>
        this.#parts.log.error({ err }, "could not record that the edge believes the clock again"),
      );
  }
}

function userIn(path: string): string {
  try {
    return String((JSON.parse(readFileSync(path, "utf8")) as { user?: unknown }).user ?? "").slice(0, 200);
  } catch {
    return "";
  }
}
