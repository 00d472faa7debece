/** Makes a proposed tag the state of its machine: which value of the server means which state. */
import type { ProposedTag } from "../path/proposed-config.ts";
import type { EnumLabel } from "./tag.ts";

/** MachineryItemState of OPC 40001-1, clause 12. */
export const ITEM_STATES: readonly EnumLabel[] = [
  { value: 0, zh: "不可用", en: "Not available" },
  { value: 1, zh: "停止服务", en: "Out of service" },
  { value: 2, zh: "待机", en: "Not executing" },
  { value: 3, zh: "执行中", en: "Executing" },
];

/** States by values, as the server sends them: numbers and words. */
export type StateMap = Readonly<Record<string, number>>;

const STATE_ROLE = "item-state";

/** Words in the names of values, and the state that they most likely mean. The first that fits counts. */
const MEANINGS: readonly (readonly [words: RegExp, state: number])[] = [
  [/not (?:available|connected)|offline|power ?off|unavailable|不可用|离线|断电/i, 0],
  [/service|maint|repair|locked|维护|维修|保养|检修/i, 1],
  [
    /not ?(?:running|executing|active)|stop|idle|wait|ready|hold|pause|abort|fault|error|alarm|停|待机|空闲|就绪|暂停|等待|故障/i,
    2,
  ],
  [/run|execut|auto|process|produc|machining|busy|active|运行|执行|加工|生产|自动/i, 3],
];

/** Whether a tag can say the state: a number, a word, or a code with texts. */
export function canBeState({ type }: ProposedTag): boolean {
  return type === "number" || type === "enum" || type === "text";
}

/** The map that the names of the values suggest; empty where the server gives no names. */
export function suggestedStates({ labels = [], role }: ProposedTag): StateMap {
  return Object.fromEntries(
    labels.map(({ value, zh, en }) => {
      if (role === STATE_ROLE) return [value, Math.min(3, Math.max(0, value))];
      return [value, MEANINGS.find(([words]) => words.test(en) || words.test(zh))?.[1] ?? 2];
    }),
  );
}

/** The tag as the state of its machine. Unit, range and limits of a number have no meaning any more. */
export function asItemState({ component, signal, name, binding }: ProposedTag, map: StateMap): ProposedTag {
  return {
    ...(component === undefined ? {} : { component }),
    ...{ signal, name, type: "enum", labels: ITEM_STATES, role: STATE_ROLE, binding: { ...binding, map } },
  };
}

/** The map of a tag that was made the state; undefined of any other. */
export function stateMapOf({ role, binding }: ProposedTag): StateMap | undefined {
  const { map } = binding;
  return role === STATE_ROLE && typeof map === "object" && map !== null ? (map as StateMap) : undefined;
}
