/** A plan that no run can carry to its end; the message has the remedy. */
export class ImpossibleRun extends RangeError {
  override readonly name = "ImpossibleRun";
}
