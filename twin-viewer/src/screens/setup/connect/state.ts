/** State of connecting a server, kept while other rooms are open. */
import { computed, effect, signal } from "@preact/signals";
import type { ProposedAssetType, ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import { type ChosenMachine, connectEdits, machinesOf } from "../../../../../edge/contracts/plant/connect-plan.ts";
import { wordsOf } from "../../../data/api.ts";
import { type LookAnswer, lookAt } from "../config-api.ts";
import { tree } from "../state.ts";

/** Name of the store in the browser. */
const KEPT = "gemba.connected";

export const endpoint = signal("opc.tcp://");
export const isInsecure = signal(false);
export const userName = signal("");
export const password = signal("");
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
  isLooking.value = true;
  lookFailure.value = null;
  found.value = null;
  machines.value = [];
  connected.value = [];
  try {
    const name = userName.value.trim();
    const answer = await lookAt({
      endpoint: endpoint.value.trim(),
      insecure: isInsecure.value,
      ...(name === "" ? {} : { user: { name, password: password.value } }),
    });
    found.value = answer;
    if (answer.proposal !== null) {
      machines.value = machinesOf(answer.proposal, tree.value?.values ?? {});
      types.value = answer.proposal.types;
    }
  } catch (error) {
    lookFailure.value = wordsOf(error);
  } finally {
    isLooking.value = false;
  }
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
