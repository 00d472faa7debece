/** Reports of machines that are not in the file yet, so that answers include them without a write. */
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Machine } from "./machine.ts";
import type { Completion, MachineRecord } from "./machine-record.ts";
import type { AlertSpan, EndedOrder, GivenReason, Write } from "./state-store.ts";

export const INTO = {
  change: "INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?)",
  gap: "INSERT OR IGNORE INTO gap VALUES (?, ?, ?)",
  completion: "INSERT OR IGNORE INTO completion VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  alert: "INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?, ?, ?)",
  reason: "INSERT OR REPLACE INTO reason VALUES (?, ?, ?, ?, ?)",
  order: "INSERT OR IGNORE INTO order_end VALUES (?, ?, ?, ?)",
  published: "INSERT OR REPLACE INTO published VALUES (?, ?, ?)",
} as const;

interface Window {
  readonly from: Micros;
  readonly to: Micros;
}

export function completionWrite(
  { code }: Machine,
  { time, start, piece, order, variant, verdict, isFirst }: Completion,
): Write {
  return [
    INTO.completion,
    code,
    time,
    piece,
    Number.isNaN(start) ? null : start,
    order,
    variant,
    verdict,
    isFirst ? 1 : 0,
  ];
}

export function alertWrite(
  { code }: Machine,
  { alertUid, rule, priority, raisedAt, clearedAt }: EdgeEvent["payload"],
): Write | undefined {
  if (typeof alertUid !== "string" || typeof raisedAt !== "number") return undefined;
  const ended = typeof clearedAt === "number" ? clearedAt : null;
  return [INTO.alert, code, alertUid, String(rule), Number(priority) || 4, raisedAt, ended];
}

export function reasonWrite(
  { code }: Machine,
  { stopFrom, reason, comment, by }: EdgeEvent["payload"],
): Write | undefined {
  if (typeof stopFrom !== "number" || typeof reason !== "string") return undefined;
  return [INTO.reason, code, stopFrom, reason, typeof comment === "string" ? comment : null, String(by)];
}

export class Unwritten {
  #writes: Write[] = [];

  get length(): number {
    return this.#writes.length;
  }

  get writes(): readonly Write[] {
    return this.#writes;
  }

  add(...writes: readonly Write[]): void {
    this.#writes.push(...writes);
  }

  /** Deletes data before a time from the file. */
  forget(before: Micros): void {
    for (const table of ["change", "completion"]) this.add([`DELETE FROM ${table} WHERE time < ?`, before]);
    this.add(["DELETE FROM gap WHERE to_at < ?", before], ["DELETE FROM alert WHERE ended < ?", before]);
  }

  /** Everything so far is in the file. */
  written(): void {
    this.#writes = [];
  }

  /** Completes a record that was read from the file. */
  addTo(record: MachineRecord, machine: number, { from, to }: Window): void {
    for (const [, stream, time, value] of this.#of(INTO.change, machine)) {
      if (Number(time) <= to)
        record.streams[Number(stream)]?.set(Number(time), value === null ? Number.NaN : Number(value));
    }
    for (const [, begin, end] of this.#of(INTO.gap, machine)) {
      if (Number(end) < from || Number(begin) > to) continue;
      record.gaps.push({ from: Number(begin), to: Number(end) });
      record.gaps.sort((a, b) => a.from - b.from);
    }
    for (const [, time, piece, start, order, variant, verdict, isFirst] of this.#of(INTO.completion, machine)) {
      if (Number(time) < from || Number(time) > to) continue;
      const words = { piece: String(piece), order: String(order), variant: String(variant), verdict: String(verdict) };
      record.complete({
        ...words,
        time: Number(time),
        start: start === null ? Number.NaN : Number(start),
        isFirst: isFirst === 1,
      });
    }
  }

  hasCompletion(machine: number, name: string): boolean {
    return this.#writes.some((write) => write[3] === name && write[1] === machine && write[0] === INTO.completion);
  }

  reasons(machine: number, { from, to }: Window): readonly (readonly [Micros, GivenReason])[] {
    return this.#of(INTO.reason, machine).flatMap(([, stopFrom, reason, comment, by]) => {
      const time = Number(stopFrom);
      const said = { reason: String(reason), comment: comment === null ? null : String(comment), by: String(by) };
      return time < from || time > to ? [] : [[time, said] as const];
    });
  }

  /** By uid, at any time: a newer state of an alert replaces the one in the file. */
  alerts(machine: number): ReadonlyMap<string, AlertSpan> {
    return new Map(
      this.#of(INTO.alert, machine).map(([, uid, rule, priority, raised, ended]) => [
        String(uid),
        {
          rule: String(rule),
          priority: Number(priority),
          raised: Number(raised),
          ended: ended === null ? Number.POSITIVE_INFINITY : Number(ended),
        },
      ]),
    );
  }

  endedOrders(): readonly EndedOrder[] {
    const time = (value: unknown): number | null => (value === null ? null : Number(value));
    return this.#writes.flatMap(([sql, name, started, ended, due]) =>
      sql === INTO.order ? [{ name: String(name), started: time(started), ended: Number(ended), due: time(due) }] : [],
    );
  }

  #of(sql: string, machine: number): (string | number | null)[][] {
    return this.#writes.filter((write) => write[0] === sql && write[1] === machine).map(([, ...values]) => values);
  }
}
