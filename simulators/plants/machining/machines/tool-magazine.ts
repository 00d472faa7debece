import type { Random } from "../../../kernel/random.ts";
import { TOOLS } from "./cnc-program.ts";
import { Tool } from "./cutting.ts";

/** Tools are replaced at this share of their life as planned. */
const PLANNED_CHANGE = 0.86;

/** The tools of one machine. */
export class ToolMagazine {
  readonly #tools: Tool[];
  readonly #random: Random;
  #replaced = 0;

  constructor(kind: "lathe" | "machining-centre", random: Random) {
    this.#random = random;
    this.#tools = TOOLS[kind].map((spec) => new Tool(spec, random.between(0.05, 0.62), random.normal()));
  }

  get tools(): readonly Tool[] {
    return this.#tools;
  }

  of(number: number): Tool | undefined {
    return this.#tools.find(({ spec }) => spec.number === number);
  }

  /** The tool nearest to its end. */
  get critical(): Tool {
    return this.#tools.reduce((worst, tool) => (tool.used > worst.used ? tool : worst));
  }

  /** A tool has to be replaced before the next piece; unwatched ones only when they are worn out. */
  isDue(unwatched: boolean): boolean {
    return this.#tools.some((tool) => tool.broken || tool.used >= (unwatched ? 1 : PLANNED_CHANGE));
  }

  /** Replaces the tools that are due, and returns the old ones. */
  replace(unwatched: boolean): readonly Tool[] {
    const old: Tool[] = [];
    for (const [at, tool] of this.#tools.entries()) {
      if (!tool.broken && tool.used < (unwatched ? 1 : PLANNED_CHANGE)) continue;
      old.push(tool);
      const scatter = this.#random.at(`tool ${++this.#replaced}`).normal();
      this.#tools[at] = new Tool(tool.spec, 0.002, scatter);
    }
    return old;
  }
}
