/** The chosen node, and what opens and chooses one. */
export interface NodeChoice {
  readonly chosen: string | undefined;
  toggle(id: string): void;
  choose(id: string): void;
}
