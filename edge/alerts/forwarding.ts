import type { Alert, OperatorAction } from "../contracts/alerts/alert.ts";
import type { ConditionWriter } from "../contracts/alerts/condition.ts";

/** Forwards actions on conditions to the servers that own them (rule A64). */
export class Forwarding {
  readonly #writers = new Map<string, ConditionWriter>();

  /** Sets the writer for actions on a source's conditions; undefined: only the book takes them. */
  to(source: string, writer: ConditionWriter | undefined): void {
    if (writer === undefined) this.#writers.delete(source);
    else this.#writers.set(source, writer);
  }

  /**
   * Resolves with the server's answer; undefined where only the book is concerned. Rejects as `ConditionWriter.act`.
   */
  async act({ origin, condition }: Alert, action: OperatorAction): Promise<string | undefined> {
    const { source, conditionId, branchId } = origin;
    const writer = this.#writers.get(source);
    if (writer === undefined || conditionId === undefined || condition === undefined) return undefined;
    const branch = branchId === undefined ? {} : { branchId };
    return writer.act({ source, conditionId, ...branch, eventId: condition.eventId }, action);
  }
}
