/** Memory of a thread of followers, and how much of it each follower took (docs/rules/follower.md, FO11). */
import type { Worker } from "node:worker_threads";

const MIB = 1024 * 1024;

interface HeapStatistics {
  readonly used_heap_size: number;
  /** Array buffers and other memory outside of V8's heap. */
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
  /** Bytes added while a follower was at work, by its number. */
  readonly #taken = new Map<number, number>();
  #held = 0;
  #isAsking = false;

  constructor(worker: Pick<Worker, "getHeapStatistics">, mostMb: number) {
    this.#worker = worker;
    this.#mostMb = mostMb;
  }

  /** The follower that took most of the memory, if one did. */
  get greatest(): number | undefined {
    return [...this.#taken].sort(([, a], [, b]) => b - a)[0]?.[0];
  }

  /** Whether most of the bound was taken since the thread held `held` bytes. */
  isMostSince(held: number): boolean {
    return this.#held - held > (this.#mostMb * MIB) / 2;
  }

  /**
   * Resolves with true where the thread holds too much. One question at a time. V8 answers while the thread computes,
   * but not within one call into native code.
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
      // The thread is ending already.
      return false;
    } finally {
      this.#isAsking = false;
    }
  }
}
