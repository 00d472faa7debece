/** The process that writes, as its keeper sees it, without a process. */
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import type { ToKeeper, ToWriter } from "../../../edge/standby/box/messages.ts";

export class WriterChild extends EventEmitter {
  readonly got: ToWriter[] = [];
  connected = true;
  exitCode: number | null = null;
  readonly signalCode = null;

  get process(): ChildProcess {
    return this as unknown as ChildProcess;
  }

  send(message: ToWriter): void {
    this.got.push(message);
    if (message.kind === "stop") setImmediate(() => this.end(0));
  }

  say(message: ToKeeper): void {
    this.emit("message", message);
  }

  end(code: number): void {
    if (!this.connected) return;
    this.connected = false;
    this.exitCode = code;
    this.emit("close", code);
  }

  kill(): void {
    this.end(137);
  }
}
