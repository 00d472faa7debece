/** So many pieces of work at once as there are tools, each with one of them, in the order in which they asked. */
export class Turns<Tool> {
  readonly #free: Tool[];
  readonly #waiting: ((tool: Tool) => void)[] = [];

  constructor(tools: readonly Tool[]) {
    this.#free = [...tools];
  }

  async run<T>(work: (tool: Tool) => Promise<T>): Promise<T> {
    const tool = this.#free.pop() ?? (await new Promise<Tool>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(tool);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(tool);
      else next(tool);
    }
  }
}
