/** What a thread of followers holds, and which of them took it (docs/rules/follower.md, FO11). */
import type { Worker } from "node:worker_threads";

const MIB = 1024 * 1024;

interface HeapStatistics {
  readonly used_heap_size: number;
  /** Array buffers and what else lies outside of V8's heap. */
  readonly external_memory: number;
}

/** Bytes that a thread holds, by its own statistics. */
export function heldIn({ used_heap_size, external_memory }: HeapStatistics): number {
  return used_heap_size + external_memory;
}

/** Watches one life of a thread. */
export class MemoryWatch {
  readonly #worker: Pick<Worker, "getHeapStatistics">;
  readonly #mostMb: number;
  /** Bytes that came while a follower was at work, by its number. */
  readonly #taken = new Map<number, number>();
  #held = 0;
  #isAsking = false;

  constructor(worker: Pick<Worker, "getHeapStatistics">, mostMb: number) {
    this.#worker = worker;
    this.#mostMb = mostMb;
  }

  /** The follower that took most of what the thread holds, if any did. */
  get greatest(): number | undefined {
    return [...this.#taken].sort(([, a], [, b]) => b - a)[0]?.[0];
  }

  /** Whether most of what it may hold came since it held so much. */
  isMostSince(held: number): boolean {
    return this.#held - held > (this.#mostMb * MIB) / 2;
  }

  /**
   * Asks once at a time. Resolves with true where the thread holds too much. The answer comes while the thread
   * computes, but not within one call into native code.
   */
  async look(atWork: () => number | undefined): Promise<boolean> {
    if (this.#isAsking) return false;
    this.#isAsking = true;
    try {
      const held = heldIn((await this.#worker.getHeapStatistics()) as unknown as HeapStatistics);
      const follower = atWork();
      if (follower !== undefined) this.#taken.set(follower, (this.#taken.get(follower) ?? 0) + held - this.#held);
      this.#held = held;
      return held > this.#mostMb * MIB;
    } catch {
      // It ends already.
      return false;
    } finally {
      this.#isAsking = false;
    }
  }
}
