/** State of connecting a server, kept while other rooms are open. */

import { computed, effect, signal } from "@preact/signals";
import { uuidv7 } from "../../../../../edge/batch/uuidv7.ts";
import type {
  ProposedAssetType,
  ProposedConfig,
  ProposedTag,
} from "../../../../../edge/contracts/path/proposed-config.ts";
import { type ChosenMachine, connectEdits, machinesOf } from "../../../../../edge/contracts/plant/connect-plan.ts";
import { wordsOf } from "../../../data/api.ts";
import { keyOfSite } from "../../../data/base.ts";
import { t } from "../../../i18n/language.ts";
import { type LookAnswer, lookAt } from "../config-api.ts";
import { tree } from "../state.ts";
import { blockNumbers, blocksOf, controllerUrl, programFiles, takePasted } from "./controller.ts";
import { forgetValues } from "./tag-values.ts";

const ADDRESS = { opcua: /^opc\.tcp:\/\/[^\s@]+$/, mtconnect: /^https?:\/\/[^\s@?#]+$/ };
/** Name of the store in the browser. */
const KEPT = keyOfSite("gemba.connected");

export const PROTOCOLS = ["opcua", "mtconnect", "s7"] as const;
type Protocol = (typeof PROTOCOLS)[number];

export const protocol = signal<Protocol>("opcua");
/** An S7 controller has a form of its own. */
export const addresses = { opcua: signal("opc.tcp://"), mtconnect: signal("http://") };
export const isInsecure = signal(false);
export const userName = signal("");
export const password = signal("");
/** A password goes over a protected connection only. */
export const takesUser = computed(
  () => protocol.value === "opcua" || (protocol.value === "mtconnect" && /^https:/.test(addresses.mtconnect.value)),
);
/** The address as the edge takes it; undefined while it is none. */
export const lookedAt = computed((): string | undefined => {
  if (protocol.value === "s7") return controllerUrl();
  const text = addresses[protocol.value].value.trim();
  return ADDRESS[protocol.value].test(text) ? text : undefined;
});
export const isLooking = signal(false);
export const lookFailure = signal<string | null>(null);
export const found = signal<LookAnswer | null>(null);
export const machines = signal<readonly ChosenMachine[]>([]);
export const types = signal<readonly ProposedAssetType[]>([]);
/** Uids of the machines of the last save, whose values the page waits for, also after the sign-in that follows. */
export const connected = signal<readonly string[]>(keptUids());

effect(() => sessionStorage.setItem(KEPT, JSON.stringify(connected.value)));

function keptUids(): readonly string[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as readonly string[];
  } catch {
    return [];
  }
}

/** The certificate that the server shows, where the edge does not trust it yet. */
export const thumbprint = computed((): string => {
  const { reason = null, endpoints = [] } = found.value ?? {};
  return reason === null || found.value?.proposal != null
    ? ""
    : (endpoints.find((one) => one.thumbprint !== "")?.thumbprint ?? "");
});

export async function look(): Promise<void> {
  const endpoint = lookedAt.value;
  if (endpoint === undefined) return;
  isLooking.value = true;
  lookFailure.value = null;
  found.value = null;
  machines.value = [];
  connected.value = [];
  forgetValues();
  // A person who pasted a text and looks at once means that text.
  takePasted((number) => t("setup.pasted", { number }));
  try {
    const name = takesUser.value ? userName.value.trim() : "";
    const answer = await lookAt({
      ...{ endpoint, insecure: protocol.value === "opcua" && isInsecure.value },
      ...(name === "" ? {} : { user: { name, password: password.value } }),
      ...(protocol.value === "s7" ? { files: programFiles.value, blocks: blocksOf(blockNumbers.value) } : {}),
    });
    const proposal =
      answer.proposal === null || answer.unnumbered.length > 0 ? answer.proposal : withOwnMachine(answer.proposal);
    found.value = { ...answer, proposal };
    if (proposal !== null) {
      machines.value = machinesOf(proposal, tree.value?.values ?? {});
      types.value = proposal.types;
    }
  } catch (error) {
    lookFailure.value = wordsOf(error);
  } finally {
    isLooking.value = false;
  }
}

/** A controller whose program nobody gave is one machine, whose tags are added by hand. */
function withOwnMachine(proposal: ProposedConfig): ProposedConfig {
  if (proposal.source.kind !== "s7" || proposal.machines.length > 0) return proposal;
  const machine = {
    ...{ uid: uuidv7(), label: "PLC-1", type: "plc", name: { zh: "PLC-1", en: "PLC-1" } },
    ...{ place: "area/line/cell-1/plc-1", address: {}, about: "" },
  };
  return { ...proposal, types: [{ name: "plc", kind: "box", tags: [] }], machines: [machine] };
}

export function changeMachine(uid: string, next: Partial<ChosenMachine>): void {
  machines.value = machines.value.map((one) => (one.uid === uid ? { ...one, ...next } : one));
}

/** Takes a tag out of a type, or gives it another name or unit. */
export function changeTag(type: string, index: number, next: Partial<ProposedAssetType["tags"][number]> | null): void {
  types.value = types.value.map((one) =>
    one.name !== type
      ? one
      : {
          ...one,
          tags: one.tags.flatMap((tag, i) => (i !== index ? [tag] : next === null ? [] : [{ ...tag, ...next }])),
        },
  );
}

/** Adds a tag behind the others of a type. */
export function addTag(type: string, tag: ProposedTag): void {
  types.value = types.value.map((one) => (one.name === type ? { ...one, tags: [...one.tags, tag] } : one));
}

/** Puts another tag in the place of one of a type; of two states of a machine the first would count. */
export function replaceTag(type: string, index: number, next: ProposedTag): void {
  types.value = types.value.map((one) => (one.name === type ? { ...one, tags: one.tags.with(index, next) } : one));
}

/** The tag as discovery proposed it. */
export function originalTag(type: string, { component, signal }: ProposedTag): ProposedTag | undefined {
  return found.value?.proposal?.types
    .find(({ name }) => name === type)
    ?.tags.find((tag) => tag.component === component && tag.signal === signal);
}

export const plannedEdits = computed(() => {
  const proposal = found.value?.proposal;
  if (proposal == null) return [];
  return connectEdits(tree.value?.values ?? {}, {
    proposal,
    machines: machines.value,
    types: types.value,
    ...(password.value === "" ? {} : { password: password.value }),
  });
});
