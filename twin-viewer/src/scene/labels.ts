import { badgeShape } from "../data/badge-shape.ts";

/** One label over the scene: its text and its foot. */
export interface LabelSpec {
  readonly key: string;
  /** Plant metres; the leader line ends here. */
  readonly at: () => readonly [x: number, y: number, z: number];
  readonly kind: "alarm" | "prediction" | "selected" | "hover" | "figure";
  readonly priority: 0 | 1 | 2 | 3 | 4;
  readonly title: string;
  readonly text: string;
  readonly value: string;
}

/** Screen place of a plant point; undefined when it is behind the camera. */
export type Projector = (
  at: readonly [number, number, number],
) => { readonly x: number; readonly y: number } | undefined;

interface Chip {
  readonly element: HTMLButtonElement;
  readonly leader: HTMLDivElement;
  readonly words: { readonly title: HTMLElement; readonly text: HTMLElement; readonly value: HTMLElement };
  spec: LabelSpec;
  width: number;
  height: number;
}

/**
 * More labels would hide the plant; the list has the rest. A small picture has fewer: one per this many pixels.
 */
const MOST = 24;
const PIXELS_EACH = 30_000;
const LEADER_PX = 20;
const GAP_PX = 3;
const EDGE_PX = 8;

/**
 * Labels as page elements: at most a handful, shaped by the browser, readable by screen readers. Each is above its
 * asset on a leader line and moves up until it covers no earlier label; the more urgent are placed first.
 */
export class Labels {
  readonly #host: HTMLElement;
  readonly #chips = new Map<string, Chip>();
  readonly #onPick: (key: string) => void;

  constructor(host: HTMLElement, onPick: (key: string) => void) {
    this.#host = host;
    this.#onPick = onPick;
  }

  /** Replaces the labels, most urgent first. Sizes are measured here, not while the camera moves. */
  set(specs: readonly LabelSpec[]): void {
    const room = Math.floor((this.#host.clientWidth * this.#host.clientHeight) / PIXELS_EACH);
    const wanted = specs.slice(0, Math.min(MOST, Math.max(3, room)));
    const keys = new Set(wanted.map((spec) => spec.key));
    for (const [key, chip] of this.#chips) {
      if (keys.has(key)) continue;
      chip.element.remove();
      chip.leader.remove();
      this.#chips.delete(key);
    }
    for (const spec of wanted) this.#fill(spec);
    const ordered = wanted.map((spec) => this.#chips.get(spec.key) as Chip);
    this.#chips.clear();
    for (const chip of ordered) {
      this.#chips.set(chip.spec.key, chip);
      chip.width = chip.element.offsetWidth;
      chip.height = chip.element.offsetHeight;
    }
  }

  place(project: Projector): void {
    const [width, height] = [this.#host.clientWidth, this.#host.clientHeight];
    const taken: { left: number; top: number; right: number; bottom: number }[] = [];
    for (const chip of this.#chips.values()) {
      const foot = project(chip.spec.at());
      const visible = foot !== undefined && foot.x > -20 && foot.y > -20 && foot.x < width + 20 && foot.y < height + 20;
      chip.element.hidden = !visible;
      chip.leader.hidden = !visible;
      if (!visible) continue;
      const left = Math.min(Math.max(EDGE_PX, foot.x - 18), Math.max(EDGE_PX, width - chip.width - EDGE_PX));
      let top = foot.y - LEADER_PX - chip.height;
      for (let tries = 0; tries < MOST; tries++) {
        const hit = taken.find(
          (other) =>
            left < other.right && left + chip.width > other.left && top < other.bottom && top + chip.height > other.top,
        );
        if (hit === undefined) break;
        top = hit.top - GAP_PX - chip.height;
      }
      top = Math.max(EDGE_PX, top);
      taken.push({ left: left - GAP_PX, top, right: left + chip.width + GAP_PX, bottom: top + chip.height });
      chip.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
      const leaderTop = Math.round(top + chip.height);
      chip.leader.style.transform = `translate(${Math.round(foot.x)}px, ${leaderTop}px)`;
      chip.leader.style.height = `${Math.max(0, Math.round(foot.y - leaderTop))}px`;
    }
  }

  dispose(): void {
    this.set([]);
  }

  #fill(spec: LabelSpec): void {
    let chip = this.#chips.get(spec.key);
    if (chip !== undefined && (chip.spec.kind !== spec.kind || chip.spec.priority !== spec.priority)) {
      chip.element.remove();
      chip.leader.remove();
      this.#chips.delete(spec.key);
      chip = undefined;
    }
    chip ??= this.#make(spec);
    chip.spec = spec;
    setText(chip.words.title, spec.title);
    setText(chip.words.text, spec.text === "" ? "" : ` · ${spec.text}`);
    setText(chip.words.value, spec.value === "" ? "" : ` ${spec.value}`);
  }

  #make(spec: LabelSpec): Chip {
    const element = document.createElement("button");
    element.type = "button";
    element.className = `chip chip-${spec.kind}${spec.priority === 0 ? "" : ` chip-p${spec.priority}`}`;
    element.tabIndex = -1;
    element.addEventListener("click", () => this.#onPick(spec.key));
    if (spec.kind === "alarm" || spec.kind === "prediction") element.append(badge(spec.priority));
    const [title, text, value] = ["strong", "span", "em"].map((name) => document.createElement(name)) as [
      HTMLElement,
      HTMLElement,
      HTMLElement,
    ];
    element.append(title, text, value);
    const leader = document.createElement("div");
    leader.className = "leader";
    this.#host.append(leader, element);
    const chip: Chip = { element, leader, words: { title, text, value }, spec, width: 0, height: 0 };
    this.#chips.set(spec.key, chip);
    return chip;
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const SVG = "http://www.w3.org/2000/svg";

function badge(priority: 0 | 1 | 2 | 3 | 4): SVGElement {
  const shape = badgeShape(priority);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `badge badge-p${priority}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape.path);
  svg.append(path);
  if (priority !== 0) {
    const digit = document.createElementNS(SVG, "text");
    digit.setAttribute("x", "10");
    digit.setAttribute("y", String(shape.digitY));
    digit.textContent = String(priority);
    svg.append(digit);
  }
  return svg;
}
