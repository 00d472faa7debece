const BLOCKED_FOR_S = 48;

/** A vehicle's protective field. A fault puts an object into it the next time the vehicle drives. */
export class ProtectiveField {
  #blockedS = 0;
  #isBlockPending = false;
  #wasBlockWanted = false;

  get isBlocked(): boolean {
    return this.#blockedS > 0;
  }

  step(dtS: number, isBlockWanted: boolean, speedMS: number): void {
    if (isBlockWanted && !this.#wasBlockWanted) {
      this.#isBlockPending = true;
    }
    this.#wasBlockWanted = isBlockWanted;
    if (this.#isBlockPending && speedMS > 0.5) {
      this.#isBlockPending = false;
      this.#blockedS = BLOCKED_FOR_S;
    }
    this.#blockedS = Math.max(0, this.#blockedS - dtS);
  }
}
