import type { Random } from "../../../kernel/random.ts";
import { TOOLS } from "./cnc-program.ts";
import { Tool } from "./cutting.ts";
import { ToolSetter } from "./tool-setter.ts";

/** Tools are replaced at this share of their life as planned. */
const PLANNED_CHANGE = 0.86;

/** The tools of one machine. */
export class ToolMagazine {
  readonly setter: ToolSetter;
  readonly #tools: Tool[];
  readonly #random: Random;
  #replaced = 0;

  constructor(kind: "lathe" | "machining-centre", random: Random) {
    this.#random = random;
    this.#tools = TOOLS[kind].map(
      (spec) => new Tool(spec, random.between(0.05, 0.62), random.normal(), countOf(random.at(`count ${spec.number}`))),
    );
    this.setter = new ToolSetter(() => 1000 * this.critical.flankMm, random.at("setter"));
  }

  get tools(): readonly Tool[] {
    return this.#tools;
  }

  of(number: number): Tool | undefined {
    return this.#tools.find(({ spec }) => spec.number === number);
  }

  /** The tool nearest to its end, as the control counts. */
  get critical(): Tool {
    return this.#tools.reduce((worst, tool) => (tool.counted > worst.counted ? tool : worst));
  }

  /** A tool has to be replaced before the next piece; unwatched ones only when they are worn out. */
  isDue(unwatched: boolean): boolean {
    return this.#tools.some((tool) => isDue(tool, unwatched));
  }

  /** Replaces the tools that are due, and returns the old ones. */
  replace(unwatched: boolean): readonly Tool[] {
    const old: Tool[] = [];
    for (const [at, tool] of this.#tools.entries()) {
      if (!isDue(tool, unwatched)) continue;
      old.push(tool);
      const drawn = this.#random.at(`tool ${++this.#replaced}`);
      this.#tools[at] = new Tool(tool.spec, 0.002, drawn.normal(), countOf(drawn));
    }
    return old;
  }
}

/** The control counts a tool's life from time and load, up to 3 % too fast. */
function countOf(random: Random): number {
  return random.between(1, 1.03);
}

function isDue({ broken, used, counted }: Tool, unwatched: boolean): boolean {
  return broken || (unwatched ? used >= 1 : counted >= PLANNED_CHANGE);
}
