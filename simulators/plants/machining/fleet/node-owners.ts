/** Which vehicle may be at which node: one at a time. */
export class NodeOwners {
  readonly #owners = new Map<string, string>();

  ownerOf(node: string): string | undefined {
    return this.#owners.get(node);
  }

  /** True when the vehicle owns the node now. */
  claim(node: string, vehicle: string): boolean {
    const owner = this.#owners.get(node);
    if (owner === undefined) {
      this.#owners.set(node, vehicle);
      return true;
    }
    return owner === vehicle;
  }

  release(node: string, vehicle: string): void {
    if (this.#owners.get(node) === vehicle) {
      this.#owners.delete(node);
    }
  }
}
