/** A connection that waits, and can be closed. */
export interface Visitor {
  readonly host: string;
  leave(): void;
}

/**
 * A bounded room for those that have not said yet what they want. When it is full, the one goes that waited longest of the host that
 * has the most in it: who fills the room pushes out its own.
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
