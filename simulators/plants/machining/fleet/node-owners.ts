/** The vehicle that owns each node; a node has at most one owner. */
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
