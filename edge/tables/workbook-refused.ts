/** Why a workbook is not read. */
export type WorkbookFault =
  | "no-zip"
  | "locked"
  | "damaged"
  | "large"
  | "declaration"
  | "no-sheet"
  | "many-rows"
  | "many-columns";

/** Thrown for a file that is no workbook, or none that is safe to read. `what`: the part of the file. */
export class WorkbookRefused extends Error {
  readonly fault: WorkbookFault;
  readonly what: string;

  constructor(fault: WorkbookFault, what = "") {
    super(`${fault} ${what}`.trim());
    this.name = "WorkbookRefused";
    this.fault = fault;
    this.what = what;
  }
}
