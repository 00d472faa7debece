import type { AssetUid, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { badgeShape } from "../data/badge-shape.ts";
import { type Box, isInPicture, type LabelField, type LabelPlace, placeLabels, type Wanted } from "./label-places.ts";

/** One label over the scene: its text and its foot. */
export interface LabelSpec {
  readonly key: string;
  /** Plant metres; the leader line ends here. */
  readonly at: () => readonly [x: number, y: number, z: number];
  readonly kind: "alarm" | "prediction" | "selected" | "hover" | "beside" | "figure";
  readonly priority: 0 | 1 | 2 | 3 | 4;
  /** Number in an order, which the title begins with. */
  readonly order?: number;
  readonly title: string;
  readonly text: string;
  readonly value: string;
  /** Age of a value that is not current, which is struck out; empty for a current one. */
  readonly age: string;
  /** An outline in a 20 × 20 box, with its class. */
  readonly icon?: { readonly path: string; readonly looks: string };
  /** The asset that the label stands for, and the tag of its value, where there are such. */
  readonly asset?: AssetUid;
  readonly tag?: TagUid | undefined;
}

/** Screen place of a plant point; undefined when it is behind the camera. */
export type Projector = (
  at: readonly [number, number, number],
) => { readonly x: number; readonly y: number } | undefined;

interface Chip {
  readonly element: HTMLButtonElement;
  readonly leader: HTMLDivElement;
  readonly words: {
    readonly title: HTMLElement;
    readonly text: HTMLElement;
    readonly value: HTMLElement;
    readonly age: HTMLElement;
  };
  spec: LabelSpec;
  width: number;
  height: number;
}

/**
 * More labels would hide the plant; those without room are counted. A small picture has fewer: one per this many
 * pixels.
 */
const MOST = 24;
const PIXELS_EACH = 30_000;

/** What labels must not cover. */
interface Surroundings {
  /** Elements of the page over the picture. */
  readonly obstacles: () => readonly Element[];
  /** Labels without room. */
  readonly hidden: (specs: readonly LabelSpec[]) => void;
  readonly picked: (spec: LabelSpec) => void;
  /** The label of an asset begins to be dragged. */
  readonly dragged: (spec: LabelSpec, event: DragEvent) => void;
}

/**
 * Labels as page elements: at most a handful, shaped by the browser, readable by screen readers. Each has a leader line
 * to its asset; where they are follows from `label-places.ts`.
 */
export class Labels {
  readonly #host: HTMLElement;
  readonly #chips = new Map<string, Chip>();
  readonly #around: Surroundings;
  /** Labels beyond those that the picture may have, whatever the room. */
  #beyond: readonly LabelSpec[] = [];
  #field: LabelField = { width: 0, height: 0, obstacles: [] };
  #spots: ReadonlyMap<string, number> = new Map();
  #hidden = "";
  #project: Projector | undefined;
  readonly #observer: ResizeObserver;

  constructor(host: HTMLElement, around: Surroundings) {
    this.#host = host;
    this.#around = around;
    this.#observer = new ResizeObserver(() => {
      this.measure();
      if (this.#project !== undefined) this.place(this.#project);
    });
  }

  /** Replaces the labels, most urgent first. Sizes are measured here, not while the camera moves. */
  set(specs: readonly LabelSpec[]): void {
    this.measure();
    const room = Math.floor((this.#field.width * this.#field.height) / PIXELS_EACH);
    const most = Math.min(MOST, Math.max(3, room));
    const wanted = specs.slice(0, most);
    this.#beyond = specs.slice(most);
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
      // An element that is not drawn has no size.
      chip.element.hidden = false;
    }
    for (const chip of ordered) {
      chip.width = chip.element.offsetWidth;
      chip.height = chip.element.offsetHeight;
    }
  }

  place(project: Projector): void {
    this.#project = project;
    const wanted: Wanted[] = [];
    for (const chip of this.#chips.values()) {
      const foot = project(chip.spec.at());
      if (foot !== undefined && isInPicture(foot, this.#field))
        wanted.push({ key: chip.spec.key, x: foot.x, y: foot.y, width: chip.width, height: chip.height });
      else hide(chip);
    }
    const places = placeLabels(wanted, this.#field, this.#spots);
    const [spots, hidden] = [new Map<string, number>(), [] as LabelSpec[]];
    for (const [i, foot] of wanted.entries()) {
      const [chip, place] = [this.#chips.get(foot.key) as Chip, places[i]];
      if (place === undefined) {
        hide(chip);
        hidden.push(chip.spec);
      } else {
        spots.set(foot.key, place.spot);
        show(chip, place, foot);
      }
    }
    this.#spots = spots;
    this.#tell([...hidden, ...this.#beyond]);
  }

  /** Takes the size of the picture and the rectangles of what lies over it. */
  measure(): void {
    const { left, top } = this.#host.getBoundingClientRect();
    const obstacles: Box[] = [];
    for (const element of this.#around.obstacles()) {
      // Observing an observed element again changes nothing.
      this.#observer.observe(element);
      const box = element.getBoundingClientRect();
      if (box.width > 0)
        obstacles.push({
          left: box.left - left,
          top: box.top - top,
          right: box.right - left,
          bottom: box.bottom - top,
        });
    }
    this.#field = { width: this.#host.clientWidth, height: this.#host.clientHeight, obstacles };
  }

  #tell(hidden: readonly LabelSpec[]): void {
    const said = hidden.map(({ key, text, value, age }) => `${key} ${text} ${value} ${age}`).join("\n");
    if (said === this.#hidden) return;
    this.#hidden = said;
    this.#around.hidden(hidden);
  }

  dispose(): void {
    this.#observer.disconnect();
    for (const chip of this.#chips.values()) {
      chip.element.remove();
      chip.leader.remove();
    }
    this.#chips.clear();
  }

  #fill(spec: LabelSpec): void {
    let chip = this.#chips.get(spec.key);
    if (
      chip !== undefined &&
      (chip.spec.kind !== spec.kind ||
        chip.spec.priority !== spec.priority ||
        chip.spec.icon?.looks !== spec.icon?.looks)
    ) {
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
    setText(chip.words.age, spec.age === "" ? "" : ` ${spec.age}`);
    chip.element.classList.toggle("chip-old", spec.age !== "");
  }

  #make(spec: LabelSpec): Chip {
    const element = document.createElement("button");
    element.type = "button";
    element.className = `chip chip-${spec.kind}${spec.priority === 0 ? "" : ` chip-p${spec.priority}`}`;
    element.tabIndex = -1;
    element.draggable = spec.asset !== undefined;
    element.addEventListener("click", () => this.#around.picked(chip.spec));
    element.addEventListener("dragstart", (event) => this.#around.dragged(chip.spec, event));
    if (spec.kind === "alarm" || spec.kind === "prediction") element.append(badge(spec.priority));
    if (spec.icon !== undefined) element.append(outlined(spec.icon.path, spec.icon.looks));
    const [title, text, value, age] = ["strong", "span", "em", "small"].map((name) => document.createElement(name)) as [
      HTMLElement,
      HTMLElement,
      HTMLElement,
      HTMLElement,
    ];
    element.append(title, text, value, age);
    const leader = document.createElement("div");
    leader.className = "leader";
    this.#host.append(leader, element);
    const chip: Chip = { element, leader, words: { title, text, value, age }, spec, width: 0, height: 0 };
    this.#chips.set(spec.key, chip);
    return chip;
  }
}

function hide(chip: Chip): void {
  chip.element.hidden = true;
  chip.leader.hidden = true;
}

/** Over or under its foot, with a line between. */
function show(chip: Chip, place: LabelPlace, foot: Wanted): void {
  chip.element.hidden = false;
  chip.element.style.transform = `translate(${place.left}px, ${place.top}px)`;
  const [from, to] = place.bottom <= foot.y ? [place.bottom, foot.y] : [foot.y, place.top];
  chip.leader.hidden = foot.x < 0;
  chip.leader.style.transform = `translate(${Math.round(foot.x)}px, ${Math.round(from)}px)`;
  chip.leader.style.height = `${Math.max(0, Math.round(to - from))}px`;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const SVG = "http://www.w3.org/2000/svg";

function outlined(outline: string, looks: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", looks);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", outline);
  svg.append(path);
  return svg;
}

function badge(priority: 0 | 1 | 2 | 3 | 4): SVGElement {
  const shape = badgeShape(priority);
  const svg = outlined(shape.path, `badge badge-p${priority}`);
  if (priority !== 0) {
    const digit = document.createElementNS(SVG, "text");
    digit.setAttribute("x", "10");
    digit.setAttribute("y", String(shape.digitY));
    digit.textContent = String(priority);
    svg.append(digit);
  }
  return svg;
}
