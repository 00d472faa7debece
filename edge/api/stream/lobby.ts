/** A connection that waits, and can be closed. */
export interface Visitor {
  readonly host: string;
  leave(): void;
}

/**
 * A bounded room for readers that have not sent their first message. When it is full, the host with the most readers
 * in it loses the one that has waited longest, so that a flood pushes out its own readers.
 */
export class Lobby {
  readonly #most: number;
  readonly #visitors = new Set<Visitor>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#visitors.size;
  }

  has(visitor: Visitor): boolean {
    return this.#visitors.has(visitor);
  }

  enter(visitor: Visitor): void {
    this.#visitors.add(visitor);
    if (this.#visitors.size <= this.#most) return;
    const byHost = Map.groupBy(this.#visitors, ({ host }) => host);
    let fullest: Visitor[] = [];
    for (const those of byHost.values()) if (those.length > fullest.length) fullest = those;
    const oldest = fullest[0] as Visitor;
    this.#visitors.delete(oldest);
    oldest.leave();
  }

  exit(visitor: Visitor): void {
    this.#visitors.delete(visitor);
  }
}
