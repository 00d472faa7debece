/** A proposal of another plant, while a person chooses what to take over. */
import { computed, signal } from "@preact/signals";
import { editsOfChanges, type ProposedChange } from "../../../../../edge/contracts/plant/proposal.ts";
import { type ComparedProposalAnswer, compareProposal } from "../config-api.ts";
import { open, takeOver, tree } from "../state.ts";

export const proposal = signal<ComparedProposalAnswer | null>(null);
/** Numbers of the chosen changes. */
export const taken = signal<ReadonlySet<number>>(new Set());

const takenChanges = computed((): readonly ProposedChange[] =>
  (proposal.value?.changes ?? []).filter((_, i) => taken.value.has(i)),
);

/** Compares a file. What the plant has and the file lacks is not chosen at first. */
export async function openProposal(file: Blob): Promise<void> {
  let content: unknown = null;
  try {
    content = JSON.parse(await file.text());
  } catch {
    // The edge says that this is no proposal.
  }
  const found = await compareProposal(content);
  // The changes belong to the config that the edge read for them.
  if (found.revision !== tree.value?.revision) await open();
  proposal.value = found;
  taken.value = new Set(found.changes.flatMap(({ kind }, i) => (kind === "removed" ? [] : [i])));
}

export function chooseChange(index: number, isOn: boolean): void {
  const next = new Set(taken.value);
  if (isOn) next.add(index);
  else next.delete(index);
  taken.value = next;
}

/** Puts the chosen changes among those to be checked and saved. */
export function takeProposal(): void {
  const origin = proposal.value?.origin;
  if (origin == null) return;
  takeOver(editsOfChanges(takenChanges.value), origin);
  proposal.value = null;
}
